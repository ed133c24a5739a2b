"""Webhooks of the API, with a program that takes them and checks by itself that they are ours (Standard Webhooks 1.0.0): what
happens is told once it has happened, with ids alone; what is not taken comes again under the same id; a secret is changed; a
webhook whose program wants nothing more stops, and whoever administers reads it on their first page."""
import base64, datetime, hashlib, hmac, http.server, json, re, sys, threading, time

import almoner
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes messages, and keeps what came."""
    came, replies = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.came.append((dict(self.headers), body))
        self.send_response(Receiver.replies.pop(0) if Receiver.replies else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def signed(secret, headers, body):
    """By the letter of the standard, and with none of our code."""
    headers = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return wanted in headers["webhook-signature"].split(" ")


def wait(count):
    for _ in range(300):
        if len(Receiver.came) >= count:
            return Receiver.came[-1]
        time.sleep(0.1)
    raise AssertionError(f"{len(Receiver.came)} messages came, not {count}")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}/almoner"
home = almoner.Home()
try:
    person = home.person()
    refused = home.run("webhook", "add", "--url", url, "--event", "consent.withdrawn")
    assert refused.returncode != 0 and "almoner.toml" in refused.stdout + refused.stderr, refused
    with open(home.path + "/almoner.toml", "a") as file:
        file.write("\n[webhooks]\ninside = ['127.0.0.1']\n")
    status, made = home.json("api-key", "add", "--role", "administrator", "--role", "data-protection-officer", "--role",
                             "support-worker", "--scope", "webhooks:read", "--scope", "webhooks:write", "--scope",
                             "consents:write", "--scope", "requests:write", "--scope", "notice:read", "--for", "support",
                             "--for", "law.rights", "--until", str(datetime.date.today()),
                             stdin=json.dumps({"name": "Rota"}))
    assert status == 0, made
    assert home.run("staff", "assign", made["number"], person).returncode == 0
    nia = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "nia")
    assert home.run("staff", "give-role", nia, "administrator").returncode == 0
    home.serve()
    key = {"Authorization": "Bearer " + made["key"], "X-Purpose": "support", "Content-Type": "application/json"}

    def call(method, path, body=None):
        status, said = home.request(method, "/api/v1" + path, headers=key, body=None if body is None else json.dumps(body))
        return status, json.loads(said)

    kinds = ["consent.withdrawn", "request.received"]
    for bad in ({"url": url}, {"url": url, "events": []}, {"url": url, "events": ["record.read"]},
                {"url": 7, "events": kinds}, {"url": url, "events": kinds, "secret": "mine"}):
        status, said = call("POST", "/webhooks", bad)
        assert status == 422 and "errors" in said, (bad, status, said)
    for bad in ("http://rota.example/", "https://10.0.0.1/", "https://169.254.169.254/", "javascript:alert(1)"):
        status, said = call("POST", "/webhooks", {"url": bad, "events": kinds})
        assert status == 400, (bad, status, said)
    status, hook = call("POST", "/webhooks", {"url": url, "events": kinds})
    assert status == 201 and hook["secret"].startswith("whsec_"), hook
    one = "/webhooks/" + hook["webhook"]

    # What happens is told, signed, with ids alone.
    consent = call("GET", "/notice")[1]["consents"][0]["id"]
    say = {"consent": consent, "means": "phone", "evidence": "On the telephone, to Sam."}
    for event in ("given", "withdrawn"):
        status, said = call("POST", f"/people/{person}/consents", {**say, "event": event})
        assert status == 201, said
    headers, body = wait(1)
    assert signed(hook["secret"], headers, body) and not signed(hook["secret"], headers, body + b" ")
    event = json.loads(body)
    assert event["type"] == "uk.almoner.consent.withdrawn.v1" and event["specversion"] == "1.0", event
    assert event["data"] == {"entry": said["entry"], "person": person, "consent": consent}, event
    assert headers["Content-Type"].startswith("application/cloudevents+json") and b"Margaret" not in body
    assert headers["webhook-id"] == "msg_" + event["id"]
    status, logged = call("POST", "/requests", {"right": "access", "person": person, "received": str(datetime.date.today()),
                                                "channel": "letter", "words": "What do you hold about me?"})
    assert status == 201, logged
    assert json.loads(wait(2)[1])["data"]["request"] == logged["request"]

    # Not taken: shown with what came of it, and sent again under the same id some seconds later.
    Receiver.replies = [500]
    assert call("POST", one + "/test", {})[0] == 200
    first = wait(3)[0]["webhook-id"]
    for _ in range(100):
        shown = call("GET", one)[1]["messages"][0]
        if shown["tries"] == 1 and shown["outcome"]:
            break
        time.sleep(0.1)
    assert shown["outcome"] == "reply 500" and shown["next"] and "msg_" in shown["message"], shown
    headers, body = wait(4)
    assert headers["webhook-id"] == first and json.loads(body)["type"] == "uk.almoner.webhook.test.v1"

    # Another secret: for a day both sign.
    status, fresh = call("POST", one + "/rotate", {})
    assert status == 200 and fresh["secret"] != hook["secret"], fresh
    call("POST", one + "/test", {})
    headers, body = wait(5)
    assert signed(hook["secret"], headers, body) and signed(fresh["secret"], headers, body)

    # In the console: the list, one of them, and what it may not be.
    browser = Browser(home).go("/sign-in")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.body))
    browser.go("/sign-in", {**form, "login": "nia", "password": home.passwords["nia"]})
    assert "127.0.0.1" in browser.go("/settings/webhooks").body and "In use" in browser.body
    page = "/settings/webhooks/" + hook["webhook"]
    assert "consent.withdrawn" in browser.go(page).body and "Taken" in browser.body and hook["secret"] not in browser.body
    browser.go("/settings/webhooks/new").send(url="not an address", **{"event.request.received": "yes"})
    assert browser.status in (400, 422) and "https://" in browser.body, browser.status
    browser.go("/settings/webhooks/new").send(url="https://rota.example/")
    assert browser.status == 422 and "Choose what it is told of" in browser.body
    browser.go("/settings/webhooks/new").send(url="https://rota.example/x", **{"event.request.closed": "yes"})
    second = re.search(r"whsec_[A-Za-z0-9+/=]+", browser.body)[0]
    assert second != hook["secret"]
    assert browser.go("/settings/webhooks/" + "0" * 32).status == 404
    browser.go(page + "/test").send()
    wait(6)

    # Who wants nothing more gets nothing more, and whoever administers is told.
    Receiver.replies = [410]
    call("POST", one + "/test", {})
    wait(7)
    for _ in range(100):
        if call("GET", one)[1]["webhook"]["stopped"]:
            break
        time.sleep(0.1)
    assert "A webhook is stopped" in browser.go("/today").body
    assert call("POST", one + "/test", {})[0] == 409
    assert "Stopped" in browser.go("/settings/webhooks").body
    browser.go(page + "/start").send()
    call("POST", one + "/test", {})
    wait(8)
    assert "A webhook is stopped" not in browser.go("/today").body
    looked_at(home, browser.cookies, ["/settings/webhooks", page, "/settings/webhooks/new", page + "/end", page + "/rotate"])
    browser.go(page + "/end").send()
    assert call("GET", one)[0] == 404
    home.stop()
    status, listed = home.json("webhook", "list")
    assert status == 0 and [each["url"] for each in listed["webhooks"]] == ["https://rota.example/x"], listed
    checked = home.run("check")
    assert checked.returncode == 0, checked.stdout
    print(f"api_webhooks: {len(Receiver.came)} messages, all of them ours")
finally:
    server.shutdown()
    home.remove()
