"""Every page of the console that needs no number of anything, by those whose work it is, looked at by axe as wide as a phone
and as a desk; and the pages of one person and one request."""
import re, sys

import almoner
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]

EVERYBODY = ["/today", "/people", "/more", "/glass", "/account", "/account/password", "/notice/manage"]
OFFICER = ["/requests", "/requests/new", "/requests/new?unknown=1", "/intake", "/holds", "/registers", "/registers/breach",
           "/registers/breach/new/reported", "/registers/disclosure", "/registers/enquiry", "/promises", "/pictures",
           "/retention", "/audit", "/notice/manage/new", "/notice/manage/review"]
ADMINISTRATOR = ["/staff", "/staff/new", "/settings"]


def signed_in(home, login):
    browser = Browser(home).go("/sign-in")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', browser.body))
    browser.go("/sign-in", {**form, "login": login, "password": home.passwords[login]})
    assert browser.path == "/today", (login, browser.path, browser.status)
    return browser


def seen(browser, pages):
    """Those that this account may see."""
    return [page for page in pages if browser.go(page).status == 200]


home = almoner.Home()
try:
    person = home.person()
    status, listed = home.json("request", "list")
    request = listed["requests"][0]["request"]
    nia = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "nia")
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
finally:
    home.remove()
