"""Somebody is given a code, makes their account, sees what is held and who looked, takes a consent back, and the next use
of it is refused: without JavaScript, as a browser sends it. Every page is looked at by axe."""
import datetime, io, json, re, sys, urllib.parse, zipfile

import almoner
from almoner import expect
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]
TODAY = datetime.date.today().isoformat()
EMAIL, PASSWORD = "margaret@quay.example", "three odd lantern words"


def choose(browser, answer):
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.go("/my/choices").body))
    return browser.go("/my/choices", {**form, "consent": "newsletter", "answer": answer})


def fetched(browser, page, code=None):
    """Status, media type and bytes of what the page's form gives for the code; of the page itself without one."""
    if code is not None:
        browser.go(page)
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.body))
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
               "Content-Type": "application/x-www-form-urlencoded"}
    connection = browser.home.connect()
    if code is None:
        connection.request("GET", page, headers=headers)
    else:
        connection.request("POST", page, body=urllib.parse.urlencode({**form, "code": code}), headers=headers)
    answer = connection.getresponse()
    assert answer.headers["Cache-Control"] == "no-store", page
    if answer.status == 200:
        assert answer.headers["Content-Disposition"].startswith("attachment"), page
    return answer.status, answer.headers["Content-Type"], answer.read()


def newsletter(home, person):
    return home.request("GET", f"/api/v1/people/{person}/records", "sam", {"X-Purpose": "newsletter"})


def added(home, person, what):
    """A note of hers, or a document, by a worker; the record's number."""
    address = f"/api/v1/people/{person}/{what}"
    for_support = {"X-Purpose": "support"}
    if what == "documents":
        status, said = home.request("POST", address + "?category=support-notes", "sam",
                                    {**for_support, "Content-Type": "application/pdf"}, b"%PDF-1.7 A leaflet")
    else:
        note = {"category": "support-notes", "source": "self", "nature": "fact", "event_at": "2026-01-05T09:00:00Z",
                "fields": {"text": "Walked to the harbour."}}
        status, said = home.request("POST", address, "sam", {**for_support, "Content-Type": "application/json"},
                                    json.dumps(note))
    assert status == 201, said
    return json.loads(said)["record"]


def share(home, person, record):
    why = {"why": "She asked what we wrote of the walk.", "known": "She walked there herself.", "others": "none"}
    status, said = home.request("POST", f"/api/v1/people/{person}/records/{record}/share", "sam",
                                {"X-Purpose": "support", "Content-Type": "application/json"}, json.dumps(why))
    assert status == 200, said


home = almoner.Home()
try:
    person = home.person()
    expect(home.run("account", "invite", "0" * 32), 3, "no such person")
    status, given = home.json("account", "invite", person, "--purpose", "law.rights")
    assert status == 0 and re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", given["code"]), given
    home.serve()
    margaret = Browser(home).go("/my/start")
    looked_at(home, {}, ["/my/sign-in", "/my/start"])
    margaret.send(code=given["code"].lower(), email=EMAIL, password="short")
    assert margaret.status == 422 and EMAIL in margaret.body, margaret.body
    margaret.send(code=given["code"].lower(), email=EMAIL, password=PASSWORD)
    assert margaret.path == "/my?new=1", (margaret.path, margaret.body)
    looked_at(home, margaret.cookies, ["/my", "/my/information", "/my/looked", "/my/choices", "/my/requests",
                                       "/my/requests/new?right=access", "/my/requests/new?right=objection", "/my/password",
                                       "/my/close", "/my/second", "/my/app", "/my/passkeys", "/my/devices"])
    assert "Margaret" in margaret.go("/my/information").body
    for each in ("records", "documents"):
        share(home, person, added(home, person, each))
    assert "She asked what we wrote of the walk." in margaret.go("/my/information").body
    looked_at(home, margaret.cookies, ["/my/information"])  # with a note and a document that are shared with her
    assert Browser(home).go("/my/information").path == "/my/sign-in", "nobody else's"
    assert "You said yes on" in choose(margaret, "yes").body
    assert newsletter(home, person)[0] == 200, newsletter(home, person)
    assert "You took your yes back on" in choose(margaret, "no").body
    status, refused = newsletter(home, person)
    assert status == 403 and "has not agreed" in refused, (status, refused)
    margaret.go("/my/requests/new?right=access").send(words="Everything, please.")
    assert "We answer by" in margaret.body and margaret.path.startswith("/my/requests"), margaret.body
    home.stop()

    # What may be taken along is granted, and waits to be fetched: by link and code, or signed in and by the code.
    request = home.json("request", "open", "portability", "--subject", person, "--received", TODAY, stdin="My data.")[1]["request"]
    portal = ("request", "port", request, "--to", "portal", "--how", "she answered at the number we had")
    expect(home.run(*portal, "--code-by", "phone"), 3, "known who asks")
    expect(home.run("request", "identity", request, "--how", "known-to-worker"), 0)
    expect(home.run("request", "decide", request, "--outcome", "granted"), 0)
    expect(home.run(*portal), 2, "by phone, in-person or by post")
    status, first = home.json(*portal, "--code-by", "phone")
    assert status == 0 and re.fullmatch(r"/download/[0-9a-f]{32}", first["path"]), first
    home.serve()
    assert fetched(margaret, "/my/downloads", "AAAA-AAAA-AAAA")[0] == 422
    status, kind, pack = fetched(margaret, "/my/downloads", first["code"].lower())
    assert status == 200 and kind == "application/zip", (status, pack)
    assert any(name.endswith("your-data.json") for name in zipfile.ZipFile(io.BytesIO(pack)).namelist())
    assert fetched(Browser(home), first["path"], first["code"])[0] == 422, "it is hers, for an hour"
    assert fetched(margaret, "/my/downloads", first["code"])[2] == pack, "a download that broke off"
    home.stop()
    status, again = home.json(*portal, "--code-by", "post", "--days", "1")
    assert status == 0 and again["path"] != first["path"], again
    home.serve()
    browser = Browser(home)
    looked_at(home, {}, [again["path"], "/download/" + "0" * 32])
    looked_at(home, margaret.cookies, ["/my/downloads", "/my/letters"])
    assert fetched(browser, again["path"], first["code"])[0] == 422
    assert fetched(browser, first["path"], again["code"])[0] == 422
    assert fetched(browser, again["path"], again["code"])[0] == 200
    letter = re.search(r'href="(/my/letters/[0-9a-f]{8}-\d+)"', margaret.go("/my/letters").body)[1]
    looked_at(home, margaret.cookies, [letter])
    assert "UK GDPR" in margaret.go(letter).body or "data" in margaret.body, margaret.body
    status, kind, pdf = fetched(margaret, letter + "/pdf")
    assert status == 200 and kind == "application/pdf" and pdf[:5] == b"%PDF-", kind
    kinds = [event["kind"] for event in home.json("request", "show", request)[1]["events"]]
    assert kinds.count("fetched") == 2 and kinds.count("fetched-again") == 1, kinds
    secrets = [first["code"], again["code"], first["path"].split("/")[2], again["path"].split("/")[2]]
    second = Browser(home).go("/my/sign-in").send(email=EMAIL.upper(), password=PASSWORD)
    assert second.path == "/my", second.path
    key = re.search(r'app-qr__key">([A-Z2-7 ]+)<', second.go("/my/app").body)[1]
    used = almoner.totp(key)
    second.send(code=used, password=PASSWORD)
    assert "Your recovery codes" in second.body, second.body
    third = Browser(home).go("/my/sign-in").send(email=EMAIL, password=PASSWORD)
    assert third.path == "/my/sign-in/code", third.path
    looked_at(home, third.cookies, ["/my/sign-in/code"])
    assert third.send(code=used).status == 422, "it was used to set the app up"
    assert third.send(code=almoner.totp(key, 1)).path == "/my", third.body
    third.go("/my/devices").send(end="others")
    assert margaret.go("/my").path == "/my/sign-in" and third.go("/my").path == "/my"
    margaret = third
    home.stop()
    expect(home.run("account", "end", person, "--purpose", "law.rights"), 0, "signed out")
    home.serve()
    assert margaret.go("/my").path == "/my/sign-in", "it is over"
    assert Browser(home).go("/my/sign-in").send(email=EMAIL, password=PASSWORD).status == 422
    home.stop()
    expect(home.run("audit", "verify"), 0)
    stored = open(home.path + "/almoner.db", "rb").read()
    for secret in (given["code"], given["code"].replace("-", ""), EMAIL, PASSWORD, *secrets):
        assert secret.encode() not in stored, secret
finally:
    home.remove()
