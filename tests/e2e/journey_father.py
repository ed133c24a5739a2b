"""A father from whom a child is hidden asks on the website, by every way there is, and learns nothing: whether the child is
known here, whether something is hidden, or whether he is feared. Twelve variations; every page that he gets is the same to
the byte but for what is new each time, and as long."""
import datetime, json, re, statistics, sys, time

import almoner
from almoner import expect
from browser import Browser
from journey import Chromium, signed_in

almoner.BINARY = sys.argv[1]
TRIES = 5
NAMES = ("Tom Quayle", "Ann Quayle", "Jim Nobody")  # as long as each other: hidden things are, known, and unknown
RIGHTS = ("access", "complaint")


def children(home):
    """Tom, about whom something is hidden from his father; Ann, about whom nothing is."""
    admin = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "admin")
    expect(home.run("staff", "give-role", admin, "support-worker"), 0)
    ids = {}
    for name in NAMES[:2]:
        born = f"{datetime.date.today().year - 8}-03-04"
        status, added = home.json("subject", "add", "--kind", "service-user", "--category", "contact-details", "--purpose",
                                  "support", stdin=json.dumps({"name": name, "date-of-birth": born}))
        assert status == 0, added
        ids[name] = added["subject"]
        expect(home.run("staff", "assign", admin, added["subject"]), 0)
    for words in ("Lives at a refuge now; the father must not know.", "Was moved after what the father did."):
        expect(home.run("record", "add", ids[NAMES[0]], "--category", "support-notes", "--purpose", "support", "--source",
                        "self", stdin=json.dumps({"text": words})), 0)
    return ids


def same(text):
    """Without what is new each time: tokens, references, codes."""
    text = re.sub(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){2}\b", "CODE", text)
    return re.sub(r'value="[^"]*"', 'value=""', re.sub(r"[0-9a-f]{32,}", "*", text))


def asks(home, right, name):
    """Every page on the way, and what he leaves with."""
    browser, pages = Browser(home).go("/your-rights/" + right).send(), []
    def send(**fields):
        pages.append((browser.path, same(browser.body), len(browser.body)))
        browser.send(**fields)
    send(**{"for": "other"})
    send(person=name, relation="parent")
    send(name="Karl Quayle")
    send(find="born 4 March")
    send(answer="post")
    send(contact="9 Pier Road", needs="")
    send(words="I want to know where my child is.")
    begun = time.monotonic()
    send()
    taken = time.monotonic() - begun
    assert browser.path == "/ask/sent", browser.path
    pages.append((browser.path, same(browser.body), len(browser.body)))
    slip = re.findall(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", browser.body)
    return pages, dict(zip(("reference", "code"), slip)), taken


def follows(home, slip):
    taken = []
    for _ in range(TRIES):
        begun = time.monotonic()
        browser = Browser(home).go("/track", slip)
        taken.append(time.monotonic() - begun)
    return same(browser.body), len(browser.body), statistics.median(taken)


def taken_up(home, right, known, feared):
    """Staff log it, and say that whoever asks may be a danger; nothing goes out."""
    ada = signed_in(home, "ada")
    def form():
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', ada.body))
    intake = re.search(r'href="(/intake/[0-9a-f]{32})"', ada.go("/intake").body)[1].split("/")[2]
    whose = {"person": known} if known else {"unknown": "1"}
    ada.go("/requests/new?" + "&".join(f"{key}={value}" for key, value in {**whose, "intake": intake}.items()))
    today = datetime.date.today()
    ada.send(right=right, channel="portal", words="I want to know where my child is.", **{
        "received-day": today.day, "received-month": today.month, "received-year": today.year})
    request = ada.path.split("?")[0]
    assert re.fullmatch("/requests/[0-9a-f]{32}", request), (ada.path, ada.body)
    if feared:
        ada.go(request + "/risk").send(words="She fled from him.")
        assert "risk" in ada.path, (ada.path, ada.body)
    return request


home = almoner.Home()
try:
    ids = children(home)
    home.serve()
    seen, slips, sent = {}, {}, {}
    for right in RIGHTS:
        for name in NAMES:
            for feared in (False, True):
                case = (right, name, feared)
                pages, slips[case], sent[case] = asks(home, right, name)
                seen[case] = [(path, text.replace(name, "THE CHILD"), length) for path, text, length in pages]
                waiting = follows(home, slips[case])
                taken_up(home, right, ids.get(name), feared)
                seen[case] += [("waiting", *waiting[:2]), ("taken up", *follows(home, slips[case])[:2])]
    assert len(seen) == 12
    for right in RIGHTS:
        first, *others = [pages for case, pages in seen.items() if case[0] == right]
        for pages in others:
            for (path, text, length), (_, text2, length2) in zip(first, pages, strict=True):
                assert text == text2, (path, text, text2)
                assert length == length2, (path, length, length2)
    took = [statistics.median(sent[case] for case in sent if case[1] == name) for name in NAMES]
    print("sending took", [f"{each * 1000:.0f} ms" for each in took], "for", NAMES)

    # A stranger's guesses: a wrong code, somebody else's, none at all.
    reference, code = slips["access", NAMES[0], True].values()
    wrong = [Browser(home).go("/track", {"reference": reference, "code": other}).body
             for other in ("AAAA-AAAA-AAAA", slips["access", NAMES[1], False]["code"], "")]
    none = Browser(home).go("/track", {"reference": "AAAA-BBBB-CCCC", "code": "AAAA-AAAA-AAAA"}).body
    assert same(wrong[0]) == same(wrong[1]) == same(none), "a reference that there is, and one that there is not"

    # On his own screen, with and without scripts.
    with Chromium(home) as chromium:
        for size, script in (("phone", False), ("desk", True)):
            karl = chromium.screen(size, script)
            said = []
            for name in (NAMES[0], NAMES[2]):
                karl.go("/track").write({"Reference": slips["access", name, name == NAMES[0]]["reference"],
                                         "Code": slips["access", name, name == NAMES[0]]["code"]})
                said.append(karl.tap("See how it is getting on").flawless().text())
            assert same(said[0]) == same(said[1]), said
            assert "refuge" not in said[0] and "danger" not in said[0]
    home.stop()
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
