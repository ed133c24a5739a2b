"""A disk that is full: what is written is refused with a clear answer, who breaks the glass in an emergency reads on from
the reserve, and when there is room again all of it is in the log. Needs root, to mount a small disk of its own."""
import json, os, re, signal, subprocess, sys, tempfile, time, urllib.request

import almoner

almoner.BINARY = sys.argv[1]
BEGINS, ENDS = "The database takes nothing that is written, which is said once", "The database takes what is written again."


class Disk:
    """Sixty-four MiB, as a file system in memory."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="almoner-disk-")
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "almoner", self.folder],
                                      capture_output=True).returncode == 0

    def fill(self):
        with open(os.path.join(self.folder, "filler"), "wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)):
                    pass
            except OSError:
                pass

    def empty(self):
        os.remove(os.path.join(self.folder, "filler"))

    def remove(self):
        if self.mounted:
            subprocess.run(["umount", self.folder], check=True)
        os.rmdir(self.folder)


class Watched(almoner.Home):
    """Its log goes to a file on another disk."""

    def serve(self):
        self.log = tempfile.TemporaryFile("w+")
        self.server = subprocess.Popen([almoner.BINARY, "serve", "--home", self.path], stdout=subprocess.PIPE,
                                       stderr=self.log, text=True)
        lines = [self.server.stdout.readline(), self.server.stdout.readline()]
        self.port = int(re.search(r":(\d+)/", lines[0])[1])
        self.metrics_at = re.search(r"http://\S+", lines[1])[0]

    def metric(self, name):
        text = urllib.request.urlopen(self.metrics_at, timeout=30).read().decode()
        return int(re.search(rf"^almoner_{name} (\d+)$", text, re.M)[1])

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def write(self, person, text):
        body = json.dumps({"category": "support-notes", "source": "self", "nature": "fact",
                           "event_at": "2026-11-02T10:00:00Z", "fields": {"text": text}})
        return self.request("POST", f"/api/v1/people/{person}/records", "sam",
                            {"X-Purpose": "support", "Content-Type": "application/json"}, body)

    def read(self, person, query=""):
        return self.request("GET", f"/api/v1/people/{person}/records{query}", "sam", {"X-Purpose": "support"})


disk = Disk()
if not disk.mounted:
    disk.remove()
    print("a disk cannot be mounted here: nothing was tried")
    sys.exit(0)
home = None
try:
    almoner.tempfile.tempdir = disk.folder
    home = Watched()
    tempfile.tempdir = None
    home.serve()
    person = home.person()
    assert home.write(person, "before the disk was full")[0] == 201
    assert home.metric("reserve_places") == 256 and home.metric("reserve_waiting") == 0

    disk.fill()
    answers = [home.write(person, f"while it fills {n}") for n in range(60)]
    refused = [body for status, body in answers if status == 503]
    assert len(refused) >= 20 and answers[-1][0] == 503, [status for status, _ in answers]
    assert json.loads(refused[-1])["status"] == 503, refused[-1]
    status, body = home.read(person)
    assert status == 503, (status, body)
    before = home.metric("reserve_waiting")
    for reading in range(3):
        status, body = home.read(person, "?break_glass=emergency")
        assert status == 200 and "before the disk was full" in body, (status, body)
    assert home.metric("reserve_waiting") == before + 3 and home.metric("store_refusing") == 1
    entry = json.loads(body)["entry"]
    home.stop(signal.SIGKILL)  # what was read then is not lost with the process

    disk.empty()
    said = home.logged()
    home.serve()
    end = time.monotonic() + 10
    while home.metric("reserve_waiting"):
        assert time.monotonic() < end, "the reserve is not emptied"
        time.sleep(0.1)
    assert home.write(person, "there is room again")[0] == 201
    almoner.expect(home.run("audit", "prove", entry, "--out", os.path.join(disk.folder, "proof")), 0)
    status, verified = home.json("audit", "verify")
    assert status == 0 and verified["verified"], verified
    assert home.run("check").returncode == 0, home.run("check").stdout
    assert said.count(BEGINS) == 1, said
    for line in said.splitlines():
        assert "Answering a request" not in line, f"one line for each who was refused: {line}"

    # And without a restart in between: one line when it begins, one when it is over.
    disk.fill()
    assert [home.write(person, f"again {n}")[0] for n in range(60)][-1] == 503
    assert home.read(person, "?break_glass=emergency")[0] == 200
    disk.empty()
    end = time.monotonic() + 10
    while home.metric("reserve_waiting") or home.metric("store_refusing"):
        assert time.monotonic() < end, "it does not go on by itself"
        time.sleep(0.1)
    said = home.logged()
    assert said.count(BEGINS) == 1 and said.count(ENDS) == 1, said
    print(f"{len(refused)} writes were refused and 4 emergencies read on")
finally:
    if home:
        home.remove()
    disk.remove()
