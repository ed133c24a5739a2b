"""Two nodes over one PostgreSQL database, under load, either killed at any time: nothing acknowledged is lost, the log
verifies, one of them seals and the other takes over, keys that one rotates are the other's, and what is done once for
all is done once. Needs ALMONER_TEST_POSTGRES (tools/with_postgres.sh)."""
import datetime, json, os, random, re, shutil, signal, subprocess, sys, threading, time, urllib.request

import almoner

almoner.BINARY = sys.argv[1]
KILLS = int(os.environ.get("ALMONER_KILLS", "12"))
SEED = int(os.environ.get("ALMONER_SEED", time.time()))
WRITERS = 4
TAKEN_OVER_WITHIN = 5  # seconds, after a kill
last_refused = [None]
SERVER = os.environ.get("ALMONER_TEST_POSTGRES")


class Node(almoner.Home):
    """A home on PostgreSQL, or a copy of one: its own folder, its own keys."""

    def __init__(self, folder, passwords):
        self.folder, self.path, self.passwords, self.server = folder, os.path.join(folder, "home"), passwords, None

    @staticmethod
    def first(folder, store):
        path = os.path.join(folder, "home")
        told = almoner.run("demo", "--home", path, "--store", store, "--today")
        assert told.returncode == 0, told.stderr
        settings = os.path.join(path, "almoner.toml")
        text = re.sub(r"(listen|metrics) = .*", r"\1 = '127.0.0.1:0'", open(settings).read())
        open(settings, "w").write(text)
        return Node(folder, dict(re.findall(r"sign-in: (\S+) +password: (\S+)", told.stdout)))

    def copied_to(self, folder):
        """What the page on operating says: copy home and keys, set `keys`."""
        shutil.copytree(self.path, os.path.join(folder, "home"), ignore=shutil.ignore_patterns("almoner.sock", "almoner.lock"))
        shutil.copytree(self.path + ".keys", os.path.join(folder, "home.keys"))
        settings = os.path.join(folder, "home", "almoner.toml")
        text = re.sub(r"keys = .*", f"keys = '{folder}/home.keys'", open(settings).read())
        open(settings, "w").write(text)
        return Node(folder, self.passwords)

    def serve(self):
        self.server = subprocess.Popen([almoner.BINARY, "serve", "--home", self.path], stdout=subprocess.PIPE, text=True)
        lines = [self.server.stdout.readline(), self.server.stdout.readline()]
        self.port = int(re.search(r":(\d+)/", lines[0])[1])
        self.metrics_at = re.search(r"http://\S+", lines[1])[0]

    def metric(self, name):
        text = urllib.request.urlopen(self.metrics_at, timeout=30).read().decode()
        return int(re.search(rf"^almoner_{name} (\d+)$", text, re.M)[1])

    def write(self, person, text):
        body = json.dumps({"category": "support-notes", "source": "self", "nature": "fact",
                           "event_at": "2026-11-02T10:00:00Z", "fields": {"text": text}})
        return self.request("POST", f"/api/v1/people/{person}/records", None,
                            {"X-Purpose": "support", "Content-Type": "application/json",
                             "Authorization": f"Bearer {Node.key}"}, body)

    def give_key(self, person):
        """For the writers: a key of the API, for a support worker of that person."""
        until = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()
        status, said = self.json("api-key", "add", "--role", "support-worker", "--scope", "records:write", "--for", "support",
                                 "--until", until, stdin=json.dumps({"name": "Writer"}))
        assert status == 0, said
        Node.key = said["key"]
        assert self.run("staff", "assign", said["number"], person).returncode == 0


def eventually(what, within, words):
    end = time.monotonic() + within
    while not what():
        assert time.monotonic() < end, words
        time.sleep(0.1)


def keep_writing(nodes, person, name, acknowledged, stop):
    """Each writer goes to either node, and to the other where one does not answer."""
    count = 0
    while not stop.is_set():
        text = f"note {name}-{count}"
        try:
            status, answer = random.choice(nodes).write(person, text)
        except Exception:  # killed, or not up again yet
            time.sleep(0.05)
            continue
        if status == 201:
            acknowledged.append(text)
        else:
            last_refused[0] = (status, answer)
        count += 1
        time.sleep(random.uniform(0.02, 0.1))


if not SERVER:
    print("PostgreSQL is not there: nothing was tried")
    sys.exit(0)
random.seed(SEED)
print(f"seed {SEED}")
psql = lambda sql: subprocess.run(["psql", SERVER, "-Atc", sql], capture_output=True, text=True, check=True).stdout.strip()
schema = f"nodes_{os.getpid()}"
psql(f"CREATE SCHEMA {schema}")
folders = [almoner.tempfile.mkdtemp(prefix="almoner-e2e-") for _ in range(3)]
nodes = []
try:
    a = Node.first(folders[0], f"{SERVER} options='-c search_path={schema}'")
    b = a.copied_to(folders[1])
    nodes = [a, b]
    a.serve()
    b.serve()
    person = a.person()
    a.give_key(person)
    status, listed = a.json("key", "nodes")
    assert status == 0 and len(listed["nodes"]) == 2 and all(n["runs"] and not n["behind"] for n in listed["nodes"]), listed
    eventually(lambda: a.metric("node_sealing") + b.metric("node_sealing") == 1, 5, "one of them seals")

    acknowledged, stop = [], threading.Event()
    writers = [threading.Thread(target=keep_writing, args=(nodes, person, n, acknowledged, stop), daemon=True) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    slowest = 0
    for kill in range(KILLS):
        time.sleep(random.uniform(0.05, 0.8))
        victim = random.choice(nodes)
        other = nodes[1 - nodes.index(victim)]
        # In every third round the keys are rotated while it happens: on whoever dies, or on the other.
        if kill % 3 == 0:
            rotating = threading.Thread(target=random.choice(nodes).run, args=("key", "rotate"))
            rotating.start()
            time.sleep(random.uniform(0, 0.3))
        victim.stop(signal.SIGKILL)
        began = time.monotonic()
        eventually(lambda: other.metric("node_sealing") == 1, TAKEN_OVER_WITHIN, "the other one seals")
        slowest = max(slowest, time.monotonic() - began)
        before = len(acknowledged)
        eventually(lambda: len(acknowledged) > before, 60, ("the other one takes what is written", last_refused))
        if kill % 3 == 0:
            rotating.join()
        victim.serve()
        assert a.metric("node_sealing") + b.metric("node_sealing") <= 1, "two seal"
    stop.set()
    for writer in writers:
        writer.join()

    # Whatever was left of a rotation is finished, and both have the same keys.
    rotated = {}

    def rotate():
        status, said = b.json("key", "rotate")
        rotated.update(said)
        return status == 0

    eventually(rotate, 60, ("nobody else is rotating", rotated))
    for node in nodes:
        status, listed = node.json("key", "nodes")
        assert len(listed["nodes"]) == 2, listed
        status, epochs = node.json("key", "epochs")
        assert epochs["epochs"] == [rotated["epoch"]], (epochs, rotated)
    for node in nodes:
        status, found = node.json("subject", "find", "--purpose", "law.rights", stdin="Margaret")
        assert status == 0 and person in found["subjects"], found
        assert node.write(person, f"after the rotation on {node.port}")[0] == 201
        status, held = node.json("subject", "show", person, "--purpose", "law.rights")
        texts = {record["fields"].get("text") for record in held["records"]}
        lost = [text for text in acknowledged if text not in texts]
        assert not lost, f"acknowledged and lost: {lost[:5]}"
        assert node.run("check").returncode == 0, node.run("check").stdout
        status, verified = node.json("audit", "verify")
        assert status == 0 and verified["verified"], verified

    # The night is done by one of them, whoever comes first.
    nights = [[], []]
    timers = [threading.Thread(target=lambda n=n: nights[n].append(nodes[n].json("nightly")[1])) for n in (0, 1)]
    for timer in timers:
        timer.start()
    for timer in timers:
        timer.join()
    assert sorted(night[0]["elsewhere"] for night in nights) == [False, True], nights

    # A node whose keys cannot follow writes nothing, and says so.
    c = a.copied_to(folders[2])
    status, own = b.json("key", "nodes")
    gone = next(node["id"] for node in own["nodes"] if node["own"])
    b.stop(signal.SIGKILL)
    eventually(lambda: a.run("key", "forget-node", gone).returncode == 0, 15, "it is forgotten")
    assert a.run("key", "rotate").returncode == 0
    refused = b.run("key", "epochs")
    almoner.expect(refused, 3, "cannot take them in", "copy the key folder")
    nodes.remove(b)
    almoner.expect(c.run("key", "epochs"), 3, "cannot take them in")  # a copy from before is no way in

    print(f"{len(acknowledged)} acknowledged writes survived {KILLS} kills; the other sealed within {slowest:.1f} s")
finally:
    for node in nodes:
        if node.server:
            node.stop(signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    psql(f"DROP SCHEMA {schema} CASCADE")
