"""Somebody in danger: what was said of her safety is obeyed by everything that goes out, and nothing shows it. Every page of
the console and the portal that leads anywhere, as three members of staff and as herself; letters and packs as PDF, DOCX,
JSON and CSV; e-mail, webhook, CSV, calendar, API, log and files. A neighbour of whom nothing was said is found by the same
search, so that it is known to be able to find."""
import datetime, glob, html, json, os, re, subprocess, sys, zipfile

import almoner
from almoner import expect
from browser import Browser, looked_at

almoner.BINARY, QUEUE = sys.argv[1:3]
TODAY = datetime.date.today()
REVIEW = (TODAY + datetime.timedelta(days=90)).isoformat()
ANA = {"name": "Ana Testcase", "date-of-birth": "1961-05-02", "address": "12 Lantern Row, Portwick",
       "postcode": "PW3 4CD", "phone": "01632 960111", "email": "ana@lantern.example", "nhs-number": "999 000 0115"}
BEN = {**ANA, "name": "Ben Testcase", "address": "7 Cooper Lane, Portwick", "postcode": "PW5 6EF",
       "phone": "01632 960222", "email": "ben@cooper.example", "nhs-number": "999 000 0123"}
MARKER = {"never": "post, email, phone, text", "hide-address": "yes", "never-told": "GP practice\ngp-practice\nRobert Lamb",
          "how": "Ring her sister on Tuesdays before noon.", "code-word": "primrose", "why": "Her brother looks for her.",
          "review": REVIEW}
HIDDEN = ["lantern row", "pw3 4cd", "960111", "ana@lantern.example", "primrose", "before noon", "robert lamb",
          "looks for her"]
CONTROL = ["cooper lane", "pw5 6ef"]
EMAIL, PASSWORD = "ana@elsewhere.example", "three odd lantern words"


class Sweep:
    """What everything said, and where the control was found."""

    def __init__(self):
        self.looked, self.found = 0, []

    def look(self, where, text):
        plain = re.sub(r"\s+", " ", html.unescape(text)).lower()
        plain = plain.replace("01632960111", "960111")
        self.looked += 1
        for word in HIDDEN:
            assert word not in plain, (where, word, plain[max(0, plain.find(word) - 200):][:500])
        if any(word in plain for word in CONTROL):
            self.found.append(where)


def pdf(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def files(sweep, folder):
    for path in sorted(glob.glob(folder + "/**", recursive=True)):
        if os.path.isfile(path):
            sweep.look(path, pdf(path) if path.endswith(".pdf") else open(path, errors="replace").read())


def docx(path):
    with zipfile.ZipFile(path) as word:
        return re.sub("<[^>]+>", " ", word.read("word/document.xml").decode())


def downloaded(browser, path):
    """The words of a PDF that the console gives, or whatever it says instead."""
    connection = browser.home.connect()
    connection.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())})
    answer = connection.getresponse()
    body = answer.read()
    if not body.startswith(b"%PDF"):
        return body.decode(errors="replace")
    name = os.path.join(browser.home.folder, "download.pdf")
    open(name, "wb").write(body)
    return pdf(name)


def crawl(sweep, browser, starts, who, most=400):
    """Every page that a link or a start leads to."""
    seen, left = set(), list(starts)
    while left and len(seen) < most:
        path = left.pop(0)
        if path in seen or path.startswith(("/leave", "/assets", "/ask", "/notice/", "/sign-out")):
            continue
        seen.add(path)
        if path.endswith(("/pdf", "/case-file")):
            sweep.look(f"{who} {path}", downloaded(browser, path))
            continue
        browser.go(path)
        assert browser.status in (200, 303, 403, 404, 409, 422), (path, browser.status)
        sweep.look(f"{who} {path}", browser.body)
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', browser.body):
            left.append(html.unescape(link))
    return seen


def signed_in(home, login):
    browser = Browser(home).go("/sign-in")
    form = re.search(r'name="form" value="([^"]+)"', browser.body)[1]
    browser.go("/sign-in", {"form": form, "next": "/people", "login": login, "password": home.passwords[login]})
    assert browser.path == "/people", (browser.path, browser.body)
    return browser


def searched(sweep, browser, who, *words):
    for word in words:
        csrf = re.search(r'name="csrf" value="([^"]+)"', browser.go("/people").body)[1]
        purpose = re.search(r'name="purpose"[^>]*>\s*<option value="([^"]+)"', browser.body)
        fields = {"csrf": csrf, "q": word, "name": word, "query": word}
        if purpose:
            fields["purpose"] = purpose[1]
        sweep.look(f"{who} searches", browser.go("/people/search", fields).body.replace(html.escape(word), ""))


def opened(home, right, person, *more):
    status, answer = home.json("request", "open", right, "--subject", person, "--received", TODAY.isoformat(), *more,
                               stdin="Please.")
    assert status == 0, answer
    return answer["request"]


def papers(home, sweep, person, who):
    """A request with everything that is made of it; how its letters and packs may go."""
    request = opened(home, "access", person)
    rule = ("request", "rule", request, "--category", "support-notes", "--yes")
    expect(home.run(*rule, "--known", "given to them at the time"), 0)
    expect(home.run("request", "acknowledge", request), 0)
    by = ("--by", "hand")
    for number, print_ in enumerate(((), ("--large",), ("--easy",))):
        paper = os.path.join(home.folder, f"{who}-{number}")
        said = expect(home.run("request", "letter", request, *by, *print_, "--out", paper + ".pdf"), 0).stdout
        sweep.look(f"{who} letter", said + pdf(paper + ".pdf"))
        expect(home.run("request", "letter", request, *by, *print_, "--docx", "--out", paper + ".docx"), 0)
        sweep.look(f"{who} letter docx", docx(paper + ".docx"))
    post = home.run("request", "letter", request, "--address", stdin="Somebody\n1 Quay Street")
    mail = home.run("request", "letter", request, "--by", "email")
    expect(home.run("request", "letter", request, "--by", "pigeon"), 2, "post, email, hand")
    sweep.look(f"{who} refusals", post.stdout + post.stderr + mail.stdout + mail.stderr)
    expect(home.run("request", "identity", request, "--how", "known-to-worker"), 0)
    folder = os.path.join(home.folder, who + "-pack")
    expect(home.run("request", "draft", request, "--out", folder), 0)
    files(sweep, folder)
    case = os.path.join(home.folder, who + "-case")
    expect(home.run("request", "casefile", request, "--out", case + ".pdf"), 0)
    sweep.look(f"{who} case file", pdf(case + ".pdf"))
    for end in ("--csv", "--calendar"):
        out = os.path.join(home.folder, who + end)
        expect(home.run("request", "report", end, "--out", out), 0)
        sweep.look(f"{who} {end}", open(out).read())
    return request, post.returncode, mail.returncode


def told_by(home, sweep, person, who):
    """Article 19: the GP practice, by letter and by webhook."""
    request = opened(home, "rectification", person)
    expect(home.run("request", "identity", request, "--how", "known-to-worker"), 0)
    expect(home.run("request", "decide", request, "--outcome", "granted"), 0)
    status, shown = home.json("subject", "show", person, "--purpose", "law.rights")
    sweep.look(f"{who} record", json.dumps(shown))
    record = next(r["record"] for r in shown["records"] if r["category"] == "contact-details")
    expect(home.run("request", "correct", request, "--record", record, "--field", "known-as", stdin="Bee"), 0)
    letter = home.run("request", "tell", request, "--recipient", "gp-practice", "--how", "letter")
    hook = home.run("request", "tell", request, "--recipient", "gp-practice", "--webhook", "--reference", "D-2026-1")
    sweep.look(f"{who} telling", letter.stdout + letter.stderr + hook.stdout + hook.stderr)
    return letter.returncode, letter.stdout + letter.stderr


def queued(home, person):
    """Whether a letter by e-mail to the person is put in."""
    done = subprocess.run([QUEUE, home.path, "600", person], input=EMAIL + "\n", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return sum(letter["state"] == "queued" for letter in home.json("mail", "list")[1]["letters"])


def say(home, person, **fields):
    return home.run("safety", "set", person, stdin=json.dumps({**MARKER, **fields}))


def made(home, fields):
    status, added = home.json("subject", "add", "--kind", "service-user", "--category", "contact-details", "--purpose",
                              "support", stdin=json.dumps(fields))
    assert status == 0, added
    return added["subject"]


home = almoner.Home()
sweep = Sweep()
try:
    staff = {account["login"]: account["staff"] for account in home.json("staff", "list")[1]["staff"]}
    expect(home.run("staff", "give-role", staff["admin"], "support-worker"), 0)
    ana, ben = made(home, ANA), made(home, BEN)
    for person in (ana, ben):
        expect(home.run("staff", "assign", staff["sam"], person), 0)
        expect(home.run("record", "add", person, "--category", "support-notes", "--purpose", "support",
                        stdin=json.dumps({"text": "Slept well. Asked for tea."})), 0)
    note = {"text": "He carries shopping to 12 Lantern Row on Sundays, and lives at 7 Cooper Lane."}
    expect(home.run("record", "add", ben, "--category", "support-notes", "--purpose", "support", stdin=json.dumps(note)), 0)
    code = home.json("account", "invite", ana, "--purpose", "law.rights")[1]["code"]
    home.serve()
    visitor = Browser(home).go("/my/start").send(code=code, email=EMAIL, password=PASSWORD)
    assert visitor.path == "/my?new=1", visitor.body
    before = visitor.go("/my/contact").body
    looked_at(home, visitor.cookies, ["/my/contact"])
    home.stop()
    assert queued(home, ana) == 1, "nothing was said yet"

    # Bad input is refused with what to do; a review has to come, and somebody has to be able to say it.
    expect(say(home, ana, review=""), 2)
    expect(say(home, ana, review=TODAY.isoformat()), 2, "looked at again")
    expect(say(home, ana, never="pigeon"), 2, "post, email")
    expect(say(home, ana, colour="blue"), 2, "no such field")
    expect(say(home, "0" * 32), 3, "no such person")
    expect(home.run("safety", "show", ana), 0, "Nothing was said")
    expect(say(home, ana), 0, "Recorded")
    shown = home.json("safety", "show", ana)[1]
    assert "12 Lantern Row, Portwick" in shown["safety"]["hidden"], "whatever stands in her record as an address"
    assert shown["safety"]["said"]["review"] == REVIEW, shown

    # What goes out.
    request, post, mail = papers(home, sweep, ana, "ana")
    assert (post, mail) == (1, 1), "nothing is written to her"
    _, post, mail = papers(home, sweep, ben, "ben")
    assert (post, mail) == (0, 0), "and he is written to as anybody"
    status, words = told_by(home, sweep, ana, "ana")
    assert status == 1 and "whose task care is" in words, words
    assert told_by(home, sweep, ben, "ben")[0] == 0
    assert queued(home, ana) == 1, "no letter more"
    for purpose in ("support", "law.rights"):
        for person, name in ((ana, "ana"), (ben, "ben")):
            sweep.look(f"cli {name} {purpose}", home.run("subject", "show", person, "--purpose", purpose).stdout)
    for words in ("12 Lantern Row", "PW3 4CD", "01632 960111", "Testcase"):
        found = home.run("subject", "find", "--purpose", "support", stdin=words)
        sweep.look(f"cli find {words}", found.stdout)
    assert "12 Lantern Row" in expect(home.run("subject", "show", ana, "--purpose", "law.safeguarding"), 0).stdout
    expect(home.run("safety", "needs", ana, stdin=json.dumps({"needs": "large-print, interpreter", "language": "Polish",
                                                              "review": REVIEW})), 0)
    written = home.json("request", "letter", request, "--by", "hand")[1]
    assert written["needs"] == "an interpreter, in Polish", written
    export = os.path.join(home.folder, "export")
    home.run("audit", "export", "--out", export)
    files(sweep, export)
    files(sweep, os.path.join(home.path, "files"))
    stored = b"".join(open(path, "rb").read() for path in glob.glob(home.path + "/almoner.db*")).lower()
    for word in HIDDEN:
        assert word.encode() not in stored, word

    # The pages.
    home.serve()
    starts = ["/today", "/more", "/people", f"/people/{ana}", f"/people/{ben}", "/requests", f"/requests/{request}",
              "/requests/csv", "/glass", "/intake", "/retention", "/holds", "/registers", "/promises", "/pictures", "/audit",
              f"/audit/people/{ana}", f"/audit/people/{ana}/csv", "/staff", "/account", "/settings"]
    pages = 0
    for who, purposes in (("jo", ["support"]), ("ada", ["law.rights"]), ("sam", ["support"])):
        office = signed_in(home, who)
        searched(sweep, office, who, "12 Lantern Row", "PW3 4CD", "01632 960111", "Testcase")
        if who == "sam":  # whose task it is: seen under that purpose, and under no other
            safe = office.go(f"/people/{ana}?purpose=law.safeguarding").body
            for words in ("12 Lantern Row", "primrose", "Before you write or ring"):
                assert words in safe, words
            assert "primrose" in office.go(f"/people/{ana}/contact").body
            looked_at(home, office.cookies, [f"/people/{ana}?purpose=law.safeguarding", f"/people/{ana}/contact",
                                             f"/people/{ana}/needs"])
            one, other = (office.go(f"/people/{p}?purpose=support").body for p in (ana, ben))
            assert "Polish" in one, "her needs are for everybody who works with her"
            assert "Before you write" not in one and one.count("<h2") == other.count("<h2") + 1, "the needs, and no more"
            for person in (ana, ben):
                sweep.look("sam record", office.go(f"/people/{person}?purpose=support").body)
            continue
        pages += len(crawl(sweep, office, starts, who))
        refused = office.go(f"/people/{ana}/contact")
        assert refused.status == 403, refused.status
        same = office.go(f"/people/{ben}/contact")
        strip = lambda text: re.sub(r"[0-9a-f]{32}", "", text)
        assert strip(refused.body) == strip(same.body), "whether or not there is something"
    assert pages > 60, pages
    for login in ("sam", "jo", "ada"):
        for purpose in ("support", "law.rights", "newsletter"):
            for person in (ana, ben):
                status, body = home.request("GET", f"/api/v1/people/{person}/records", login, {"X-Purpose": purpose})
                sweep.look(f"api {login} {purpose}", body)

    # Herself: the page is the same to the byte, and what she says is added and not shown.
    strip = lambda text: re.sub(r"[0-9a-f]{64}", "", text)
    assert strip(visitor.go("/my/contact").body) == strip(before)
    crawl(sweep, visitor, ["/my", "/my/information", "/my/looked", "/my/choices", "/my/requests", "/my/contact"], "herself")
    visitor.go("/my/contact").send(**{"never.post": "1", "hide.address": "1", "codeword": "heron", "told": "Robert Lamb"})
    assert visitor.status == 200 and "Thank you" in visitor.body and "heron" not in visitor.body, visitor.body
    assert strip(visitor.go("/my/contact").body) == strip(before)
    assert "<title>Contact" in visitor.body
    home.stop()
    told = home.json("safety", "show", ana)[1]["safety"]
    assert told["code_word"] == "primrose\nheron" and told["said"]["by"] is None, told

    # The portal turned off for her: the page answers as it does to an address that nobody has.
    home.serve()
    assert visitor.go("/my").path == "/my"
    home.stop()
    expect(say(home, ana, never="post, email, portal, lists"), 0)
    home.serve()
    assert visitor.go("/my").path == "/my/sign-in", "she is signed out"
    hers = Browser(home).go("/my/sign-in").send(email=EMAIL, password=PASSWORD)
    nobodys = Browser(home).go("/my/sign-in").send(email="nobody@elsewhere.example", password=PASSWORD)
    clean = lambda b: re.sub(r"[0-9a-f]{32,}", "", b.body).replace(EMAIL, "").replace("nobody@elsewhere.example", "")
    assert hers.status == nobodys.status == 422 and clean(hers) == clean(nobodys)
    home.stop()
    refused = home.run("account", "invite", ana, "--purpose", "law.rights")
    assert refused.returncode == 1 and "whose task care is" in refused.stderr, refused
    sweep.look("invite", refused.stdout + refused.stderr)

    assert len(sweep.found) > 12, sweep.found
    for kind in ("what-we-hold.csv", "what-we-hold.json", "what-we-hold.pdf", "cli ben", "api ", "ada /people/", "sam record"):
        assert any(kind in where for where in sweep.found), (kind, "shows that the search can find", sweep.found)
    assert sweep.looked > 120, sweep.looked

    # Over: everything is as for anybody again.
    expect(home.run("safety", "end", ana), 0)
    expect(home.run("safety", "end", ana), 3, "nothing to end")
    assert "12 Lantern Row" in expect(home.run("subject", "show", ana, "--purpose", "support"), 0).stdout
    expect(home.run("audit", "verify"), 0)
    print(f"looked at {sweep.looked} outputs; the control was found in {len(sweep.found)}")
finally:
    home.remove()
