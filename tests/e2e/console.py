"""Every page of the console that needs no number of anything, by those whose work it is, looked at by axe as wide as a phone
and as a desk; and the pages of one person and one request. Then staff have to have a second factor, and one of them sets it up."""
import base64, re, sys, time

import almoner
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]

EVERYBODY = ["/api", "/today", "/people", "/more", "/glass", "/account", "/account/password", "/account/app", "/account/app/remove",
             "/account/recovery", "/account/passkeys", "/account/devices", "/confirm", "/notice/manage"]
OFFICER = ["/requests", "/requests/new", "/requests/new?unknown=1", "/intake", "/holds", "/registers", "/registers/breach",
           "/registers/breach/new/reported", "/registers/disclosure", "/registers/enquiry", "/promises", "/pictures",
           "/retention", "/audit", "/notice/manage/new", "/notice/manage/review"]
ADMINISTRATOR = ["/staff", "/staff/new", "/api-keys", "/api-keys/new", "/settings"]


def with_password(home, login):
    browser = Browser(home).go("/sign-in")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.body))
    return browser.go("/sign-in", {**form, "login": login, "password": home.passwords[login]})


def signed_in(home, login):
    browser = with_password(home, login)
    assert browser.path == "/today", (login, browser.path, browser.status)
    return browser


def set_once(home, setting):
    with open(home.path + "/almoner.toml", "a") as settings:
        settings.write(setting + "\n")


def second_factor(home, sam):
    """Required from now on: set up at the next sign-in, asked for at the one after, lost, and taken away."""
    def reads():
        return home.request("GET", f"/api/v1/people/{home.person_id}/records", "sam", {"X-Purpose": "support"})
    assert reads()[0] == 200, reads()
    home.stop()
    set_once(home, "second-factor = 'required'")
    home.serve()
    first = with_password(home, "sam")
    assert first.path.startswith("/sign-in/set-up"), first.path
    looked_at(home, first.cookies, ["/sign-in/set-up"])
    key = re.search(r'app-qr__key">([A-Z2-7 ]+)<', first.body)[1]
    assert first.send(code="000000").status == 422 and key in first.body, first.body
    assert Browser(home).go("/today").path.startswith("/sign-in?"), "nobody is in"
    used = almoner.totp(key)
    first.send(code=used)
    codes = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", first.body)
    assert len(codes) == 10, first.body
    assert first.go("/today").path == "/today"
    again = with_password(home, "sam")
    assert again.path.startswith("/sign-in/code"), again.path
    looked_at(home, again.cookies, ["/sign-in/code"])
    assert again.send(code=used).status == 422, "a code is good once"
    assert again.send(code=almoner.totp(key, 1)).path == "/today", (again.path, again.body)
    lost = with_password(home, "sam")
    assert lost.send(code=codes[0].lower()).path == "/today", lost.path
    lost.go("/account/devices").send(end="others")
    assert again.go("/today").path.startswith("/sign-in?"), "ended elsewhere"
    status, refused = reads()
    assert status == 403 and "second-factor" in refused, (status, refused)
    assert home.run("staff", "take-factors", sam).returncode == 0
    assert home.run("staff", "take-factors", sam).returncode == 3, "there is none any more"
    assert lost.go("/today").path.startswith("/sign-in?")
    assert with_password(home, "sam").path.startswith("/sign-in/set-up")
    home.stop()
    assert home.run("audit", "verify").returncode == 0
    stored = open(home.path + "/almoner.db", "rb").read()
    for secret in (codes[0], codes[0].replace("-", ""), key, base64.b32decode(key.replace(" ", ""))):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in stored, secret


def counted(browser):
    """The page of promises once they are counted, and no count is under way."""
    until = time.monotonic() + 120
    while "Count again" not in browser.go("/promises").body:
        assert browser.status == 200 and time.monotonic() < until, browser.body
    return browser.body


def counts_again(home, officer):
    """Beside whoever looks, from the start on; and when somebody asks."""
    page = counted(officer)
    assert "The log is whole" in page and "Not counted yet" not in page, page
    csrf = re.search(r'action="/promises/count"[^>]*>\s*<input type="hidden" name="csrf" value="([^"]+)"', page)[1]
    assert officer.go("/promises/count", {"csrf": csrf}).path == "/promises", officer.path
    assert "Counted on" in officer.body, "the one before is shown meanwhile"
    counted(officer)
    assert officer.go("/promises/count").path == "/promises", "loaded again"
    looked_at(home, officer.cookies, ["/promises", "/pictures", "/today"])


def seen(browser, pages):
    """Those that this account may see."""
    return [page for page in pages if browser.go(page).status == 200]


home = almoner.Home()
try:
    person = home.person()
    status, listed = home.json("request", "list")
    request = listed["requests"][0]["request"]
    home.person_id = person
    staff = {one["login"]: one["staff"] for one in home.json("staff", "list")[1]["staff"]}
    nia = staff["nia"]
    set_once(home, "website = 'https://localhost'")
    assert home.run("staff", "give-role", nia, "administrator").returncode == 0
    home.serve()
    left = set(EVERYBODY + OFFICER + ADMINISTRATOR)
    for login in home.passwords:
        browser = signed_in(home, login)
        pages = seen(browser, sorted(left))
        left -= set(pages)
        own = [page for page in (f"/people/{person}", f"/people/{person}/standing", f"/people/{person}/account",
                                 f"/requests/{request}") if browser.go(page).status == 200]
        looked_at(home, browser.cookies, pages + own)
    assert not left, left
    counts_again(home, signed_in(home, "ada"))
    administrator = signed_in(home, "nia")
    looked_at(home, administrator.cookies, [f"/staff/{staff['sam']}", f"/staff/{staff['sam']}/factors"])
    second_factor(home, staff["sam"])
finally:
    home.remove()
