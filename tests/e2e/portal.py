"""Somebody without an account asks on the website, staff take it up, and the reference and code tell how it is getting
on: without JavaScript, as a browser sends it."""
import os, re, sys

import almoner
from almoner import expect
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]

def fill(browser):
    browser.send(**{"for": "self"})
    browser.send(name="Margaret O'Shea")
    browser.send(find="")
    browser.send(answer="post")
    assert browser.send(contact=" ").status == 422 and "Enter your address" in browser.body
    browser.send(contact="12 Harbour Row\nPortwick", needs="Large print, please.")
    browser.send(words="Everything that you have about me.")
    assert browser.path == "/ask/check", browser.path
    assert "Large print, please." in browser.body and "12 Harbour Row\nPortwick" in browser.body


def track(home, reference, code):
    return Browser(home).go("/track", {"reference": reference, "code": code})


home = almoner.Home()
try:
    home.serve()
    # From a right's own page, put aside, gone on with on another device, sent.
    first = Browser(home).go("/your-rights/access")
    assert not first.cookies, "who only reads gets no cookie"
    first.send()
    assert first.path == "/ask/for", first.path
    csrf = re.search(r'name="csrf" value="([^"]+)"', first.body)[1]
    first.go("/ask/save", {"csrf": csrf, "stage": "for"})
    slip = dict(re.findall(r'name="(reference|code)" value="([^"]+)"', first.body))
    second = Browser(home).go("/ask/return", slip)
    assert second.path == "/ask/for", second.path
    fill(second)
    looked_at(home, second.cookies, ["/ask/what", "/ask/for", "/ask/name", "/ask/find", "/ask/answer",
                                                      "/ask/contact", "/ask/words", "/ask/check"])
    second.send()
    assert second.path == "/ask/sent", second.path
    reference = re.search(r"Your reference<br><strong>([^<]+)", second.body)[1]
    code = re.search(r'class="app-code">([^<]+)', second.body)[1]
    looked_at(home, second.cookies, ["/ask/sent"])
    looked_at(home, {}, ["/", "/your-rights", "/your-rights/erasure", "/ask", "/ask/return", "/track", "/complain", "/cookies",
                         "/accessibility", "/notice/notice", "/notice/easy-read", "/notice/children", "/notice/versions",
                         "/sign-in"])
    assert "You hear from us by" in track(home, reference, code).body
    assert track(home, reference, slip["code"]).status == 422
    assert track(home, slip["reference"], code).status == 422
    home.stop()

    # On the command line, by whoever answers for rights.
    status, listed = home.json("intake", "list")
    assert status == 0 and len(listed["files"]) == 1, listed
    file = listed["files"][0]["file"]
    assert listed["files"][0]["due"]["by"] > listed["files"][0]["opened"][:10], listed
    expect(home.run("intake", "show", file), 0, "right: access", "next: taken-up set-aside answered")
    assert "Margaret" not in home.run("intake", "show", file).stdout, "words are shown only when they are asked for"
    expect(home.run("intake", "show", file, "--words"), 0, "Large print, please.")
    expect(home.run("intake", "open"), 2)
    expect(home.run("intake", "set-aside", file, "--reason", "boring"), 2)
    expect(home.run("intake", "take-up", file, "--request", "0" * 32), 2, "no such rights request")
    today = listed["files"][0]["opened"][:10]
    status, opened = home.json("request", "open", "access", "--subject", home.person(), "--received", today,
                               "--channel", "portal", stdin="Everything that you have about me.")
    assert status == 0, opened
    expect(home.run("intake", "take-up", file, "--request", opened["request"]), 0)
    expect(home.run("intake", "set-aside", file, "--reason", "abuse"), 3, "not at this step")
    expect(home.run("request", "close", opened["request"], "--outcome", "withdrawn"), 0)
    expect(home.run("audit", "verify"), 0)
    home.serve()
    assert "Finished" in track(home, reference, code).body
    stored = open(os.path.join(home.path, "almoner.db"), "rb").read()
    for secret in (code, code.replace("-", ""), reference, "Large print", "Harbour Row"):
        assert secret.encode() not in stored, secret
finally:
    home.remove()
