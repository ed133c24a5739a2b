"""Every address of docs/pages.md with a number or name in it, tried by everybody who has no business there: each role of
the notice, somebody with an account on the portal, nobody at all; with a number that is somebody's and one that is
nobody's. The portal answers both alike; the console refuses in words, and nothing of the person is in them."""
import re, collections, http.client, json, pathlib, re, ssl, sys, tempfile, urllib.parse

import almoner
from almoner import expect
from browser import Browser

almoner.BINARY = sys.argv[1]
ROOT = pathlib.Path(__file__).parent.parent.parent
NOBODYS = "0" * 32
NAMES = ("Margaret", "O'Shea", "O&#39;Shea", "Piotr", "short of breath", "Household of nine")

# Each address: whose task it is, and what stands in it (`subject` is Margaret's, `other` Piotr's). A new one without a
# line here fails.
ROUTES = {
    "/people/{id}": ("care", "subject"),
    "/people/{id}/records": ("care", "subject"),
    "/people/{id}/account": ("account", "subject"),
    "/people/{id}/standing": ("standing", "subject"),
    "/people/{id}/standing/{mark}/lift": ("rights", "subject mark"),
    "/people/{id}/hold": ("rights", "subject"),
    "/glass/{id}": ("glass", "glass"),
    "/glass/{id}/words": ("glass", "glass"),
    "/glass/{id}/review": ("glass", "glass"),
    "/requests/{id}": ("rights", "request"),
    "/requests/{id}/{step}": ("rights", "request =close"),
    "/requests/{id}/rule": ("rights", "request"),
    "/requests/{id}/redact": ("rights", "request"),
    "/requests/{id}/mend": ("rights", "request"),
    "/requests/{id}/correct/{record}": ("rights", "request record"),
    "/requests/{id}/annotate/{record}": ("rights", "request record"),
    "/requests/{id}/letter": ("rights", "request"),
    "/requests/{id}/draft/pdf": ("rights", "request"),
    "/requests/{id}/case-file": ("rights", "request"),
    "/intake/{id}": ("rights", "intake"),
    "/intake/{id}/{step}": ("rights", "intake =set-aside"),
    "/retention/{id}/approve": ("retention", "subject"),
    "/retention/{id}/keep": ("retention", "subject"),
    "/holds/{id}/{hold}": ("rights", "subject hold"),
    "/holds/{id}/{hold}/lift": ("rights", "subject hold"),
    "/holds/{id}/{hold}/review": ("rights", "subject hold"),
    "/holds/{id}/{hold}/override": ("rights", "subject hold"),
    "/registers/{register}": ("rights", "=breach"),
    "/registers/{register}/new": ("rights", "=breach"),
    "/registers/{register}/new/{step}": ("rights", "=breach =reported"),
    "/registers/{register}/{id}": ("rights", "=breach breach"),
    "/registers/{register}/{id}/{step}": ("rights", "=breach breach =triaged"),
    "/registers/{register}/{id}/report": ("rights", "=breach breach"),
    "/registers/{register}/csv": ("rights", "=breach"),
    "/notice/manage/{hash}": ("anyone", "version"),
    "/notice/manage/{hash}/sign/{step}": ("anyone", "version =officer"),
    "/notice/manage/{hash}/publish": ("administer", "version"),
    "/audit/people/{id}": ("audit", "subject"),
    "/audit/people/{id}/days": ("audit", "subject"),
    "/audit/people/{id}/csv": ("audit", "subject"),
    "/audit/staff/{id}": ("audit", "sam"),
    "/audit/staff/{id}/days": ("audit", "sam"),
    "/audit/staff/{id}/csv": ("audit", "sam"),
    "/staff/{id}": ("administer", "sam"),
    "/staff/{id}/password": ("administer", "sam"),
    "/staff/{id}/role": ("administer", "sam"),
    "/staff/{id}/roles/{role}": ("administer", "sam =support-worker"),
    "/staff/{id}/assign": ("administer", "sam"),
    "/staff/{id}/assigned/{kind}/{target}": ("administer", "sam =service =day-centre"),
    "/staff/{id}/close": ("administer", "sam"),
    "/staff/{id}/end": ("administer", "sam"),
    "/api/v1/people/{id}/records": ("api", "subject"),
    "/notice/{leaflet}": ("public", "=easy-read"),
    "/notice/versions/{version}": ("public", "=2026-11"),
    "/your-rights/{right}": ("public", "=access"),
    "/ask/{stage}": ("public", "=what"),
    "/assets/{version}/{file}": ("public", "=0 =almoner.css"),
}


class Caller:
    """One browser: its cookies, and a connection that stays open."""

    def __init__(self, home, cookies):
        self.home, self.connection = home, home.connect()
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.csrf = ""
        if cookies:
            said = re.search(r'name="csrf" value="([^"]+)"', self.ask("GET", "/today")[2])
            self.csrf = said[1] if said else ""

    def ask(self, method, path):
        headers = {"Cookie": self.cookie, "X-Purpose": "support", "X-CSRF-Token": self.csrf}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode({"csrf": self.csrf})
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")
tempfile.tempdir = "/dev/shm"
sys.path.insert(0, "/tmp/jw")
def signed_in(home, login):
    browser = Browser(home).go("/sign-in")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.body))
    browser.go("/sign-in", {**form, "login": login, "password": home.passwords[login]})
    assert browser.path == "/today", (login, browser.path, browser.status)
    return browser

def asked(home):
    b = Browser(home).go("/your-rights/access")
    b.send()
    b.send(**{"for": "self"}); b.send(name="Ruth"); b.send(find=""); b.send(answer="post"); b.send(contact="12 Harbour Row", needs=""); b.send(words="All.")
    b.send()
    assert b.path == "/ask/sent", b.path
home = almoner.Home()
made = {}
made["subject"] = home.person()
made["other"] = home.json("subject", "find", "--purpose", "law.rights", stdin="Piotr")[1]["subjects"][0]
for login, role in (("rae", "receptionist"), ("flo", "fundraiser"), ("al", "administrator")):
    home.passwords[login] = home.json("staff", "add", "--role", role, stdin=json.dumps({"name": login, "login": login}))[1]["password"]
for s in home.json("staff", "list")[1]["staff"]: made[s["login"]] = s["staff"]
made["record"] = home.json("subject", "show", made["subject"], "--purpose", "law.rights")[1]["records"][0]["record"]
expect(home.run("hold", "place", made["subject"], "--kind", "legal-claim", "--review", "2027-06-01", "--purpose", "law.rights", stdin="Household of nine"), 0)
made["hold"] = home.json("hold", "list", made["subject"], "--purpose", "law.rights")[1]["marks"][0]["id"]
r = home.json("request", "open", "restriction", "--subject", made["other"], "--received", "2026-11-20", "--about", "accuracy-contested", stdin="x")[1]["request"]
for step in (("identity", r, "--how", "known-to-worker"), ("decide", r, "--outcome", "granted"), ("restrict", r)): expect(home.run("request", *step), 0)
made["mark"] = home.json("hold", "list", made["other"], "--purpose", "law.rights")[1]["marks"][0]["id"]
made["request"] = home.json("request", "open", "access", "--subject", made["subject"], "--received", "2026-11-20", stdin="x")[1]["request"]
made["breach"] = home.json("breach", "open", "--set", "reporter=staff", "--set", "detected=2026-11-01T08:00:00Z", "--facts", stdin='{"happened":"Household of nine"}')[1]["file"]
v = home.json("notice", "versions"); print(json.dumps(v)[:600])
given = home.json("account", "invite", made["other"], "--purpose", "law.rights")[1]
home.serve()
jo = signed_in(home, "jo")
jo.go("/people/" + made["other"]); 
csrf = re.search(r'name="csrf" value="([^"]+)"', jo.body)[1]
jo.go("/people/" + made["other"], {"csrf": csrf, "purpose": "support", "ground": "cover"}); print("glass", jo.status)
jo.go("/glass"); print(re.findall(r'/glass/[0-9a-f]+', jo.body)[:3])
g = re.search(r'/glass/([0-9a-f]{32})', jo.body); made["glass"] = g[1] if g else NOBODYS
asked(home)
ada = signed_in(home, "ada"); ada.go("/intake"); made["intake"] = re.search(r'/intake/([0-9a-f]{32})', ada.body)[1]
ada.go("/notice/manage"); print(set(re.findall(r'/notice/manage/[0-9a-f]+', ada.body)))
made["version"] = re.search(r'/notice/manage/([0-9a-f]{20,})', ada.body)[1]
piotr = Browser(home).go("/my/start").send(code=given["code"], email="piotr@quay.example", password="three odd lantern words")
print(piotr.path, piotr.status)
callers = {l: Caller(home, signed_in(home, l).cookies) for l in ("sam", "jo", "rae", "flo", "ada", "al")}
callers["piotr"] = Caller(home, piotr.cookies); callers["nobody"] = Caller(home, {})
import time
t = time.time(); n = 0
def fill(pattern, values, made):
    it = iter(values.split())
    def one(m):
        k = next(it); return k[1:] if k.startswith("=") else made[k]
    return re.sub(r"\{[a-z]+\}", one, pattern)
unknown = {k: NOBODYS for k in made}
for pattern, (task, values) in ROUTES.items():
    for method in ("GET", "POST"):
        line = []
        for who, c in callers.items():
            if method == "POST" and who in ("ada", "al"): continue
            got = [c.ask(method, fill(pattern, values, m)) for m in (made, unknown)]; n += 2
            leak = any(x in got[0][2] for x in NAMES)
            line.append(f"{who} {got[0][0]}{'!' if leak else ''}/{got[1][0]}")
        print(f"{method:4} {pattern:42} {task:10}", "  ".join(line))
print(n, time.time() - t)
home.remove()
