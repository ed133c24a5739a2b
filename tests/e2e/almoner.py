"""What the end-to-end tests share: a home in a temporary folder, the command line, the server, its API."""
import base64, hmac, http.client, json, os, re, shutil, signal, ssl, struct, subprocess, tempfile, time

BINARY = None  # set by the test's main


class Home:
    """A demonstration home (fictional people), stopped before its clock is moved."""

    def __init__(self, notice=None):
        self.folder = tempfile.mkdtemp(prefix="almoner-e2e-")
        self.path = os.path.join(self.folder, "home")
        told = run("demo", "--home", self.path, "--today", *(["--notice", notice] if notice else []))
        assert told.returncode == 0, told.stderr
        self.passwords = dict(re.findall(r"sign-in: (\S+) +password: (\S+)", told.stdout))
        settings = os.path.join(self.path, "almoner.toml")
        text = open(settings).read()
        text = re.sub(r"(listen|metrics) = .*", r"\1 = '127.0.0.1:0'", text)
        open(settings, "w").write(text)
        self.server = None

    def run(self, *args, stdin=""):
        return run(*args, "--home", self.path, stdin=stdin)

    def json(self, *args, stdin=""):
        done = self.run(*args, "--json", stdin=stdin)
        return done.returncode, json.loads(done.stdout)

    def serve(self):
        self.server = subprocess.Popen([BINARY, "serve", "--home", self.path], stdout=subprocess.PIPE, text=True)
        line = self.server.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line)[1])

    def stop(self, how=signal.SIGTERM):
        self.server.send_signal(how)
        self.server.wait()
        self.server = None

    def request(self, method, path, login=None, headers=None, body=None):
        connection = self.connect()
        headers = dict(headers or {})
        if login:
            pair = f"{login}:{self.passwords[login]}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def connect(self):
        # Self-signed, and this test's own: there is nobody to impersonate it.
        trust = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=trust, timeout=30)

    def person(self):
        status, found = self.json("subject", "find", "--purpose", "law.rights", stdin="Margaret")
        assert status == 0, found
        return found["subjects"][0]

    def remove(self):
        if self.server:
            self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder)


def totp(key, ahead=0):
    """The code that an authenticator app shows for the key, now or some steps ahead (RFC 6238)."""
    secret = base64.b32decode(key.replace(" ", "") + "=" * (-len(key.replace(" ", "")) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 10**6:06d}"


def run(*args, stdin=""):
    return subprocess.run([BINARY, *args], input=stdin, capture_output=True, text=True)


def expect(done, status, *words):
    """That the program ended with the status, and said each of the words."""
    said = done.stdout + done.stderr
    assert done.returncode == status, (done.args, done.returncode, said)
    for word in words:
        assert word in said, (done.args, word, said)
    return done
