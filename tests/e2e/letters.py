"""Letters to people, through the outbox: sent by the server over TLS with a token (XOAUTH2), once each also when the
server or the relay goes away in between; what is refused or comes back is shown, and whom it went to is not. Needs
Debian's python3-aiosmtpd."""
import base64, http.server, json, os, signal, sqlite3, ssl, subprocess, sys, threading, time, urllib.parse

from aiosmtpd.smtp import AuthResult, MISSING

import almoner
from almoner import expect
from relay import Box, Picky, certificate, free_port, relay, secret

almoner.BINARY, QUEUE = sys.argv[1:3]
PATIENCE = 60


class Microsoft(Picky):
    """Signs in by a token, as Microsoft 365 does; knows no office; may close after each letter it is handed."""

    def __init__(self, tokens):
        super().__init__()
        self.tokens, self.tried, self.hang_up, self.handed = tokens, [], False, 0

    async def auth_XOAUTH2(self, server, args):
        said = args[1] if len(args) == 2 else None
        said = base64.b64decode(said) if said else await server.challenge_auth("")
        if said is MISSING:
            return AuthResult(success=False)
        self.tried.append(said.decode())
        right = said.decode() in [f"user=office@charity.example\1auth=Bearer {t}\1\1" for t in self.tokens.given]
        return AuthResult(success=right, handled=False, auth_data=said)

    async def handle_DATA(self, server, session, envelope):
        self.handed += 1
        if self.hang_up:
            server.transport.abort()
            return "421 Goodbye"
        return await super().handle_DATA(server, session, envelope)


class Tokens:
    """The token endpoint of a tenant."""

    def __init__(self, crt, key):
        self.given, self.asked = [], []
        tokens = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                tokens.asked.append(form)
                right = form.get("client_secret") == ["fictional & secret"] and self.path == "/tenant/oauth2/v2.0/token"
                if right:
                    tokens.given.append(f"token-{len(tokens.given)}")
                body = json.dumps({"token_type": "Bearer", "expires_in": 3599, "access_token": tokens.given[-1]}
                                  if right else {"error": "invalid_client"}).encode()
                self.send_response(200 if right else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(crt, key)
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"https://localhost:{self.server.server_port}/tenant/oauth2/v2.0/token"


home = almoner.Home()
settings = os.path.join(home.path, "almoner.toml")
plain_settings = open(settings).read()


def mail(port, **other):
    lines = {"from": "'office@charity.example'", "to": "['trustees@charity.example']", "host": "'localhost'",
             "port": port, **other}
    open(settings, "w").write(plain_settings + "\n[mail]\n" + "\n".join(f"{k} = {v}" for k, v in lines.items()) + "\n")


def queue(*to, minutes=600):
    done = subprocess.run([QUEUE, home.path, str(minutes)], input="\n".join(to) + "\n", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def letters():
    status, listed = home.json("mail", "list")
    assert status == 0, listed
    for word in ("ana", "bo@", "home.example", "314159"):
        assert word not in json.dumps(listed), listed
    return {letter["id"]: letter for letter in listed["letters"]}


def until(id, state):
    end = time.monotonic() + PATIENCE
    while letters()[id]["state"] != state:
        assert time.monotonic() < end, (state, letters()[id])
        time.sleep(0.1)
    return letters()[id]


def due_now():
    """As though the wait were over: the tests do not wait for it."""
    assert home.server is None
    with sqlite3.connect(os.path.join(home.path, "almoner.db")) as database:
        database.execute("UPDATE letter SET due = 0 WHERE due IS NOT NULL")
        database.execute("UPDATE letter SET lease = 0 WHERE lease IS NOT NULL")
    database.close()


crt, key = certificate(home.folder, "relay")
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(crt, key)
tokens = Tokens(crt, key)
box = Microsoft(tokens)
word = secret(home.folder, "client-secret", "fictional & secret")
other_word = secret(home.folder, "other-secret", "wrong")
token = {"user": "'office@charity.example'", "oauth-endpoint": f"'{tokens.url}'",
         "oauth-client": "'0f0f0f0f-0000-0000-0000-000000000000'", "oauth-secret-file": f"'{word}'",
         "oauth-certificates": f"'{crt}'", "certificates": f"'{crt}'"}
port = free_port()
modern = {"tls_context": tls, "require_starttls": True, "auth_required": True,
          "auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
started = relay(box, port, **modern)
try:
    # Without a relay letters wait, and it is said.
    expect(home.run("mail", "list"), 0, "no letters")
    first, closed, over = queue("ana@home.example", "office@home.example") + queue("bo@home.example", minutes=0)
    expect(home.run("check"), 0, "3 letters wait for a relay", "[mail]")

    # With one they are sent with a token, which is asked for once.
    mail(port, **token)
    home.serve()
    assert until(first, "sent")["outcome"] == "taken"
    assert until(closed, "bounced")["outcome"] == "reply 550"
    until(over, "expired")
    assert len(tokens.asked) == 1 and tokens.asked[0]["grant_type"] == ["client_credentials"], tokens.asked
    assert tokens.asked[0]["scope"] == ["https://outlook.office365.com/.default"]
    sender, to, encrypted, message = box.messages.pop()
    assert not box.messages and encrypted and to == ["ana@home.example"] and sender == "office@charity.example"
    assert message["Subject"] == "Your code" and message["From"] == "office@charity.example"
    assert message["Message-ID"] == f"<{first}@charity.example>"
    text = message.get_body().get_content()
    assert text.splitlines() == ["Your code is 314159.", ".It is good for once."], text
    expect(home.run("check"), 0, "One letter of the last day did not arrive")

    # What was refused can be sent again, and what was sent or is over cannot.
    expect(home.run("mail", "retry", first), 3, "are gone")
    expect(home.run("mail", "retry", over), 3, "cannot be sent again")
    expect(home.run("mail", "retry", "0" * 32), 3, "no such letter")
    expect(home.run("mail", "retry", "ana"), 2, "32 hexadecimal")
    expect(home.run("mail", "retry", closed), 0)
    until(closed, "bounced")
    home.stop()

    # A relay that hangs up before it answers may have the letter, so it gets it again, under its id.
    lost, = queue("ana@home.example")
    box.hang_up, handed = True, box.handed
    home.serve()
    end = time.monotonic() + PATIENCE
    while letters()[lost]["outcome"] != "answer lost":
        assert time.monotonic() < end, letters()[lost]
        time.sleep(0.1)
    assert box.handed == handed + 1 and not box.messages
    home.stop(signal.SIGKILL)
    box.hang_up = False
    due_now()
    home.serve()
    until(lost, "sent")
    assert [m["Message-ID"] for *_, m in box.messages] == [f"<{lost}@charity.example>"]
    box.messages.clear()
    home.stop()

    # The relay is away, the server ends meanwhile, and then each letter arrives once.
    started.stop()
    several = queue(*["ana@home.example", "bo@home.example"] * 5)
    home.serve()
    end = time.monotonic() + PATIENCE
    while not any(letter["outcome"] == "unreachable" for letter in letters().values()):
        assert time.monotonic() < end, letters()
        time.sleep(0.1)
    home.stop(signal.SIGKILL)
    started = relay(box, port, **modern)
    due_now()
    home.serve()
    for letter in several:
        until(letter, "sent")
    came = sorted(m["Message-ID"] for *_, m in box.messages)
    assert came == sorted(f"<{letter}@charity.example>" for letter in several), came
    home.stop()
    home.serve()
    assert len(box.messages) == 10, "a restart sends nothing again"

    # What comes back.
    report = open(os.path.join(os.path.dirname(__file__), "returned.eml")).read()
    expect(home.run("mail", "bounced", stdin=report), 0, "no letter")
    expect(home.run("mail", "bounced", stdin=report.replace("ID@", several[0] + "@")), 0, "marked as bounced")
    assert until(several[0], "bounced")["outcome"] == "status 5.1.1"
    expect(home.run("mail", "bounced", stdin="Subject: I am away\n\nUntil Monday.\n"), 0, "no delivery status")
    expect(home.run("mail", "bounced"), 2, "Nothing came")
    expect(home.run("mail", "bounced", stdin="a" * (1 << 20) + "a"), 2, "1 MB")
    home.stop()

    # A secret that is wrong or open to others.
    mail(port, **{**token, "oauth-secret-file": f"'{other_word}'"})
    expect(home.run("nightly", "--try-mail"), 1, "gives no token")
    mail(port, **token)
    expect(home.run("nightly", "--try-mail"), 0)
    os.chmod(word, 0o644)
    expect(home.run("check"), 1, "[mail] of almoner.toml")
    print("letters: everything as expected")
finally:
    started.stop()
    tokens.server.shutdown()
    home.remove()
