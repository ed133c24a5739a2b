"""Somebody is given a code, makes their account, sees what is held and who looked, takes a consent back, and the next use
of it is refused: without JavaScript, as a browser sends it. Every page is looked at by axe."""
import re, sys

import almoner
from almoner import expect
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]
EMAIL, PASSWORD = "margaret@quay.example", "three odd lantern words"


def choose(browser, answer):
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.go("/my/choices").body))
    return browser.go("/my/choices", {**form, "consent": "newsletter", "answer": answer})


def newsletter(home, person):
    return home.request("GET", f"/api/v1/subjects/{person}/records", "sam", {"X-Purpose": "newsletter"})


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
                                       "/my/close"])
    assert "Margaret" in margaret.go("/my/information").body
    assert Browser(home).go("/my/information").path == "/my/sign-in", "nobody else's"
    assert "You said yes on" in choose(margaret, "yes").body
    assert newsletter(home, person)[0] == 200, newsletter(home, person)
    assert "You took your yes back on" in choose(margaret, "no").body
    status, refused = newsletter(home, person)
    assert status == 403 and "has not agreed" in refused, (status, refused)
    margaret.go("/my/requests/new?right=access").send(words="Everything, please.")
    assert "We answer by" in margaret.body and margaret.path.startswith("/my/requests"), margaret.body
    second = Browser(home).go("/my/sign-in").send(email=EMAIL.upper(), password=PASSWORD)
    assert second.path == "/my", second.path
    home.stop()
    expect(home.run("account", "end", person, "--purpose", "law.rights"), 0, "signed out")
    home.serve()
    assert margaret.go("/my").path == "/my/sign-in", "it is over"
    assert Browser(home).go("/my/sign-in").send(email=EMAIL, password=PASSWORD).status == 422
    home.stop()
    expect(home.run("audit", "verify"), 0)
    stored = open(home.path + "/almoner.db", "rb").read()
    for secret in (given["code"], given["code"].replace("-", ""), EMAIL, PASSWORD):
        assert secret.encode() not in stored, secret
finally:
    home.remove()
