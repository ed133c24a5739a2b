"""Documents of 200 MB through the API, in and out, while the server's memory stays what it was: streamed, checked against what
was said of them (Content-Digest), refused before their bytes come, and broken off where they are not whole."""
import base64, datetime, hashlib, json, os, re, socket, ssl, sys

import almoner

almoner.BINARY = sys.argv[1]
SIZE = 200 * 10**6
PIECE = bytes(range(256)) * 4096  # 1 MiB
ROOM = 48 * 1024  # KiB that the server may grow by: a fraction of what goes through
# Under the address sanitizer, what is freed is kept aside for a while: as little of it as can be.
os.environ["ASAN_OPTIONS"] = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1")))


def document(size=SIZE):
    while size > 0:
        yield PIECE[:size]
        size -= len(PIECE)


def digest(size=SIZE):
    hash = hashlib.sha256()
    for piece in document(size):
        hash.update(piece)
    return hash


def peak(home):
    return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{home.server.pid}/status").read())[1])


home = almoner.Home()
try:
    person = home.person()
    status, made = home.json("api-key", "add", "--role", "support-worker", "--scope", "records:read", "--scope",
                             "records:write", "--for", "support", "--until", str(datetime.date.today()),
                             stdin=json.dumps({"name": "Scans"}))
    assert status == 0, made
    assert home.run("staff", "assign", made["number"], person).returncode == 0
    home.serve()
    documents = f"/api/v1/people/{person}/documents"
    known = {"Authorization": "Bearer " + made["key"], "X-Purpose": "support", "Content-Type": "application/pdf"}

    def send(size, headers=(), key=None, address="?category=support-notes", timeout=300):
        connection = home.connect()
        connection.timeout = timeout
        connection.request("POST", documents + address, body=document(size),
                           headers={**known, "Content-Length": str(size), **dict(headers)})
        answer = connection.getresponse()
        return answer, json.loads(answer.read())

    def said(hash):
        return "sha-256=:" + base64.b64encode(hash.digest()).decode() + ":"

    send(2_000_000)  # what the first large body needs is there now
    before = peak(home)
    whole = digest()
    answer, filed = send(SIZE, {"Content-Digest": said(whole), "Idempotency-Key": "scan-1"})
    assert answer.status == 201, (answer.status, filed)
    grown = peak(home) - before
    assert grown < ROOM, f"the server took {grown} KiB more for a document that came in"

    connection = home.connect()
    connection.timeout = 300
    connection.request("GET", f"{documents}/{filed['record']}", headers=known)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Length"] == str(SIZE), answer.status
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["ETag"] == f'"{whole.hexdigest()}"'
    came, hash = 0, hashlib.sha256()
    while piece := answer.read(1 << 20):
        came += len(piece)
        hash.update(piece)
    assert came == SIZE and hash.digest() == whole.digest(), came
    grown = peak(home) - before
    assert grown < ROOM, f"the server took {grown} KiB more for a document that went out"
    connection.request("GET", "/api/v1/me", headers=known)  # the connection goes on
    assert json.loads(connection.getresponse().read())["key"]

    # Sent again it is not filed again; what is another body is told so; and one that says nothing cannot be told apart.
    again, same = send(SIZE, {"Content-Digest": said(whole), "Idempotency-Key": "scan-1"})
    assert again.headers["Idempotent-Replayed"] == "true" and same == filed, same
    other, wrong = send(3_000_000, {"Content-Digest": said(digest(3_000_000)), "Idempotency-Key": "scan-1"})
    assert other.status == 422 and wrong["code"] == "idempotency-key", wrong
    answer, wrong = send(3_000_000, {"Idempotency-Key": "scan-2"})
    assert answer.status == 400 and wrong["code"] == "content-digest", wrong

    # What is not what it says is not kept; nor is what breaks off, nor what cannot be read.
    listed = lambda: home.request("GET", f"/api/v1/people/{person}/records", headers=known)[1].count('"document"')
    there = listed()
    answer, wrong = send(3_000_000, {"Content-Digest": said(digest(3_000_001))})
    assert answer.status == 400 and "Content-Digest" in wrong["detail"], wrong
    answer, wrong = send(100, {"Content-Digest": "sha-256=:AAAA:"})
    assert answer.status == 400, wrong
    raw = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", home.port)))
    head = "".join(f"{name}: {value}\r\n" for name, value in known.items())
    raw.sendall(f"POST {documents}?category=support-notes HTTP/1.1\r\nHost: a.example\r\n{head}"
                f"Content-Length: {SIZE}\r\n\r\n".encode() + PIECE * 3)
    raw.close()

    # Who may not is told so before the bytes come: 200 MB are announced, and none is sent.
    for headers, expect in (({"Authorization": "Bearer almk_none"}, 401), ({"X-Purpose": "law.rights"}, 403)):
        raw = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", home.port)))
        head = "".join(f"{name}: {value}\r\n" for name, value in {**known, **headers}.items())
        raw.sendall(f"POST {documents}?category=support-notes HTTP/1.1\r\nHost: a.example\r\n{head}"
                    f"Content-Length: {SIZE}\r\nExpect: 100-continue\r\n\r\n".encode())
        line = raw.makefile("rb").readline()
        assert f" {expect} " in line.decode(), line
        raw.close()

    # More than a MiB goes to that call alone.
    connection = home.connect()
    connection.request("POST", f"/api/v1/people/{person}/records", body=b"x" * 1_100_000, headers=known)
    assert connection.getresponse().status == 413
    assert listed() == there, "something was kept that should not have been"
    home.stop()
    checked = home.run("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"api_streams: {SIZE // 10**6} MB in and out, {grown} KiB of memory more at most")
finally:
    home.remove()
