"""Every right on the command line, from receipt to letter, as whoever answers for rights uses it; and under each of the
five organisations' notices, each with its own limits."""
import base64, datetime, hashlib, hmac, http.server, json, os, re, subprocess, sys, tempfile, threading, time, zipfile, zoneinfo

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TODAY = datetime.date.today().isoformat()


def opened(home, right, person, *more, words="Please."):
    status, answer = home.json("request", "open", right, "--subject", person, "--received", TODAY, *more, stdin=words)
    assert status == 0, answer
    return answer["request"]


def show(home, request):
    status, shown = home.json("request", "show", request)
    assert status == 0, shown
    return shown


def letter(home, request, *more, stdin=""):
    status, written = home.json("request", "letter", request, *more, stdin=stdin)
    assert status == 0, written
    assert "{{" not in written["text"], written
    return written["text"]


def release(home, request, category):
    """Health data leaves because the person knows it already; the rest on the ruling alone."""
    rule = ("request", "rule", request, "--category", category, "--yes")
    if home.run(*rule).returncode != 0:
        home.run(*rule, "--known", "given to them at the time")


def granted(home, request):
    expect(home.run("request", "identity", request, "--how", "known-to-worker"), 0)
    expect(home.run("request", "decide", request, "--outcome", "granted"), 0)


class Recipient(http.server.BaseHTTPRequestHandler):
    """A recipient who checks the signature (Standard Webhooks) and keeps what came."""
    key, answer, came = b"0123456789abcdef0123456789abcdef", 200, []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        assert f"v1,{mac}" in self.headers["webhook-signature"].split(), "not signed"
        self.came.append((self.headers["webhook-id"], json.loads(body)))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


def replied(home, recipient, told, identity, key=Recipient.key, at=None, outcome="done"):
    """A recipient's reply, signed as Standard Webhooks has it."""
    body = json.dumps({"specversion": "1.0", "id": identity, "source": "/practice", "time": "2026-11-22T10:00:00Z",
                       "type": "uk.almoner.request.recipient-replied.v1", "data": {"told": told, "outcome": outcome}})
    at = str(int(at or time.time()))
    mac = base64.b64encode(hmac.new(key, f"{identity}.{at}.{body}".encode(), hashlib.sha256).digest()).decode()
    return home.request("POST", f"/hooks/{recipient}", body=body, headers={
        "Content-Type": "application/cloudevents+json", "webhook-id": identity, "webhook-timestamp": at,
        "webhook-signature": f"v1,{mac}"})


def wait_for(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def by_webhook(home, request, recipient):
    tell = ("request", "tell", request, "--recipient", recipient, "--webhook", "--reference")
    expect(home.run(*tell, "D-2026-1"), 3, "almoner.toml")
    server = http.server.HTTPServer(("127.0.0.1", 0), Recipient)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = os.path.join(home.folder, "hook.secret")
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("whsec_" + base64.b64encode(Recipient.key).decode() + "\n")
    with open(os.path.join(home.path, "almoner.toml"), "a") as settings:
        settings.write(f"\n[recipients.{recipient}]\nwebhook = 'http://127.0.0.1:{server.server_port}/hook'\n"
                       f"secret-file = '{secret}'\ninside = true\n")
    Recipient.answer = 503
    expect(home.run(*tell, "999 000 0018"), 2)
    expect(home.run(*tell, "D-2026-1"), 0, "tried again later")
    expect(home.run(*tell, "D-2026-1"), 3, "later by itself")
    assert "told" not in home.run("request", "show", request).stdout, "what nobody took is not told"
    Recipient.came.pop()
    Recipient.answer = 200
    time.sleep(7)  # the second attempt is due after five seconds and a little
    home.serve()
    wait_for(lambda: len(Recipient.came) == 2)
    server.shutdown()
    told = Recipient.came[0][1]["id"]
    wait_for(lambda: replied(home, recipient, told, "msg_one")[0] != 409)
    assert replied(home, recipient, told, "msg_one")[0] == 200, "the same once more"
    assert replied(home, recipient, told, "msg_two", key=b"f" * 32)[0] == 401, "not theirs"
    assert replied(home, recipient, told, "msg_two", at=time.time() - 400)[0] == 401, "too old"
    assert replied(home, "nobody", told, "msg_two")[0] == 401, "nobody we know"
    assert replied(home, recipient, "0" * 32, "msg_two")[0] == 404, "of something else"
    assert replied(home, recipient, told, "msg_two", outcome="perhaps")[0] == 400, "no outcome"
    home.stop()
    kinds = [event["kind"] for event in show(home, request)["events"]]
    assert kinds.count("told") == 1 and kinds.count("replied") == 1, kinds
    assert Recipient.came[0][1]["data"]["parts"] == ["contact-details/postcode", "support-notes"], Recipient.came[0][1]
    (first, event), (again, same) = Recipient.came
    assert (first, event) == (again, same), "sent again it is the same message"
    assert event["data"]["reference"] == "D-2026-1" and "Margaret" not in json.dumps(event), event


def every_right(home, person):
    # Rectification: a field, and the person's own words beside a note.
    status, shown = home.json("subject", "show", person, "--purpose", "law.rights")
    records = {record["category"]: record["record"] for record in shown["records"]}
    request = opened(home, "rectification", person)
    expect(home.run("request", "correct", request, "--record", records["contact-details"], "--field", "postcode",
                    stdin="PW1 9ZZ"), 3, "not at this step")
    granted(home, request)
    expect(home.run("request", "correct", request, "--record", records["contact-details"], "--field", "no-such",
                    stdin="PW1 9ZZ"), 2, "no such field")
    expect(home.run("request", "correct", request, "--record", records["contact-details"], "--field", "postcode",
                    stdin="PW1 9ZZ"), 0, "Corrected")
    expect(home.run("request", "annotate", request, "--record", records["support-notes"], stdin="I was ill that day."), 0)
    expect(home.run("subject", "show", person, "--purpose", "law.rights"), 0, "PW1 9ZZ", "I was ill that day.")
    status, told = home.json("request", "recipients", request)
    assert told["recipients"], told
    first = told["recipients"][0]["recipient"]
    expect(home.run("request", "tell", request, "--recipient", "nobody", "--how", "letter"), 2, "recipients")
    expect(home.run("request", "tell", request, "--recipient", first), 2, "--webhook")
    by_webhook(home, request, first)
    expect(home.run("request", "tell", request, "--recipient", first, "--how", "letter"), 0)
    assert "Article 19" not in letter(home, request), "the person's own letter comes unless another is asked for"
    expect(home.run("request", "letter", request, "--about", "told"), 2, "name and address")
    assert "Article 19" in letter(home, request, "--about", "told", "--address", stdin="The practice\n2 Quay Street")
    expect(home.run("request", "replied", request, "--recipient", first, "--how", "corrected"), 0)
    expect(home.run("request", "recipients", request), 0, "told, and has replied")
    expect(home.run("request", "close", request, "--outcome", "granted"), 0)

    # Objection: stopped the day it comes, marketing for good.
    expect(home.run("request", "open", "objection", "--subject", person, "--received", TODAY, stdin="Stop."), 2, "--about")
    request = opened(home, "objection", person, "--about", "newsletter")
    expect(home.run("request", "decide", request, "--outcome", "refused", "--ground", "compelling-grounds"), 2, "absolute")
    marks = ("hold", "list", person, "--purpose", "law.rights")
    mark = next(m["id"] for m in home.json(*marks)[1]["marks"] if m["scope"] == "newsletter" and not m["lifted"])
    expect(home.run("hold", "lift", person, mark, "--purpose", "law.rights"), 3, "its own steps end it")
    granted(home, request)
    expect(home.run("request", "uphold", request), 0)
    expect(home.run("request", "close", request, "--outcome", "granted"), 0)
    expect(home.run("hold", "lift", person, mark, "--purpose", "law.rights"), 0)  # they have changed their mind
    assert "We have stopped" in letter(home, request)

    # Restriction, told before it ends.
    request = opened(home, "restriction", person, "--about", "accuracy-contested")
    granted(home, request)
    expect(home.run("request", "restrict", request), 0)
    expect(home.run("subject", "show", person, "--purpose", "support"), 1, "REFUSED")
    expect(home.run("request", "lift", request), 3, "told")
    status, listed = home.json("hold", "list", person, "--purpose", "law.rights")
    mark = next(m["id"] for m in listed["marks"] if m["kind"] == "restriction" and not m["lifted"])
    expect(home.run("hold", "lift", person, mark, "--purpose", "law.rights"), 3, "its own steps end it")
    expect(home.run("request", "tell-lifting", request, stdin="What we hold was right."), 0)
    assert "What we hold was right." in letter(home, request)
    expect(home.run("request", "lift", request), 0)

    # Portability.
    request = opened(home, "portability", person)
    granted(home, request)
    folder = os.path.join(home.folder, "portable")
    expect(home.run("request", "port", request, "--out", folder, "--how", "collected"), 0, "take along")
    assert os.path.exists(os.path.join(folder, "data", "your-data.csv"))

    # A complaint.
    request = opened(home, "complaint", person)
    expect(home.run("request", "acknowledge", request), 0)
    assert "We have your complaint" in letter(home, request)
    expect(home.run("request", "progress", request, stdin="We have asked the team."), 0)
    expect(home.run("request", "decide", request, "--outcome", "granted", "--words", stdin="It lay for a week."), 0)
    said = letter(home, request)
    assert "You were right" in said and "It lay for a week." in said and "Information Commissioner" in said, said
    expect(home.run("request", "close", request, "--outcome", "granted"), 0)


def clocks(home, person):
    request = opened(home, "access", person)
    due = show(home, request)["due"]
    expect(home.run("request", "ask-identity", request, "--asked", "a letter", stdin="A new address."), 0, "waits")
    shown = show(home, request)
    assert shown["due"] is None and "has not begun" in shown["reasons"][0], shown
    said = letter(home, request)
    assert "a letter" in said and "new address" not in said, said
    expect(home.run("request", "identity", request, "--how", "seen", "--came", "2199-01-01"), 2, "in the future")
    expect(home.run("request", "identity", request, "--how", "seen", "--came", "2020-01-01"), 2, "asked for")
    expect(home.run("request", "identity", request, "--how", "seen", "--came", "tomorrow"), 2)
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London")).date().isoformat()
    expect(home.run("request", "identity", request, "--how", "seen", "--came", today), 0)
    assert show(home, request)["due"] == due
    expect(home.run("request", "ask", request, stdin="Which year?"), 0)
    expect(home.run("request", "ask", request, stdin="Which month?"), 3, "not at this step")
    expect(home.run("request", "answered", request, stdin="Last year."), 0)
    expect(home.run("request", "extend", request, "--why", "holidays", stdin="Busy."), 2, "complexity")
    expect(home.run("request", "extend", request, "--why", "complexity", stdin="Forty files."), 0)
    assert show(home, request)["due"] > due
    yesterday = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    expect(home.run("request", "correct-date", request, "--received", yesterday, "--reason", "postmark"), 0)
    expect(home.run("request", "confirm-date", request), 1, "other than the one who gave it")
    # A refusal has a ground that the law names, and one that must not be named is not.
    expect(home.run("request", "grounds", "access"), 0, "EX_THIRD_PARTY", "Schedule 2")
    expect(home.run("request", "decide", request, "--outcome", "refused", "--ground", "too-much-work"), 2, "grounds")
    expect(home.run("request", "close", request, "--outcome", "refused"), 3, "ground")
    expect(home.run("request", "decide", request, "--outcome", "refused", "--ground", "EX_CRIME_TAX"), 0)
    pdf = os.path.join(home.folder, "letter.pdf")
    said = letter(home, request, "--out", pdf, "--address", "--large", stdin="Margaret Quayle\n3 Quay Street")
    assert "crime" not in said.lower() and "Schedule" not in said, said
    printed = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "3 Quay Street" in printed and "Our answer to your request" in printed, printed
    expect(home.run("request", "close", request, "--outcome", "refused"), 0)


def redaction(home, person):
    request = opened(home, "access", person)
    status, found = home.json("request", "suggest", request)
    assert status == 0 and found["suggestions"], found
    first = found["suggestions"][0]
    where = ("--record", first["record"], "--field", first["field"], "--from", str(first["from"]), "--to", str(first["to"]))
    expect(home.run("request", "redact", request, *where, "--ground", "because"), 2, "no such ground")
    expect(home.run("request", "redact", request, *where, "--ground", "EX_THIRD_PARTY"), 0)
    status, shown = home.json("subject", "show", person, "--purpose", "law.rights")
    for category in {record["category"] for record in shown["records"]} | {"mentions", "mentions-health"}:
        release(home, request, category)
    folder = os.path.join(home.folder, "redacted")
    expect(home.run("request", "draft", request, "--out", folder), 0)
    pdf = os.path.join(folder, "data", "what-we-hold.pdf")
    printed = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "[removed]" in printed, printed
    packed = open(os.path.join(folder, "data", "what-we-hold.json")).read()
    before, after = first["around"].split(first["words"], 1)
    assert (before + first["words"] + after) not in packed and before + "[removed]" in packed, (first, packed)


def for_somebody_else(home, person):
    """A power of attorney, what it takes, and letters that anybody can read."""
    request = opened(home, "access", person)
    expect(home.run("request", "ask-authority", request, "--kind", "sister", "--scope", "all"), 2, "relative")
    expect(home.run("request", "ask-authority", request, "--kind", "attorney", "--scope", "all"), 0, "waits")
    shown = ("request", "authority", request, "--evidence", "the registered power")
    expect(home.run(*shown), 2, "health-and-welfare")
    expect(home.run(*shown, "--type", "health-and-welfare"), 3, "registered")
    expect(home.run(*shown, "--type", "health-and-welfare", "--registered", "2024-05-01"), 0)
    expect(home.run("request", "capacity", request, "--cannot", stdin="her social worker, at a visit"), 0)
    expect(home.run("request", "search", request, "--kind", "paper", "--where", "the cabinet", "--who", "the manager",
                    "--terms", "her name", "--found", "2"), 0)
    expect(home.run("request", "ask-opinion", request, "--category", "contact-details", "--of", "her GP"), 2, "health data")
    expect(home.run("request", "ask-opinion", request, "--category", "support-notes", "--of", "her GP"), 0)
    opinion = letter(home, request, "--about", "opinion-asked", "--address", stdin="The surgery\n2 Quay Street")
    assert "serious harm" in opinion and "Margaret" not in opinion, opinion
    expect(home.run("request", "opinion", request, "--category", "support-notes", "--of", "her GP", "--obtained",
                    "2020-01-01", "--no-harm"), 2, "six months")
    easy = letter(home, request, "--about", "authority-asked", "--easy")
    assert "Or a court can say that you may." in easy, easy
    docx = os.path.join(home.folder, "letter.docx")
    expect(home.run("request", "letter", request, "--about", "authority-asked", "--docx", "--out", docx), 0)
    with zipfile.ZipFile(docx) as parts:
        words = parts.read("word/document.xml").decode()
    assert "on behalf of somebody else" in words, words
    case = os.path.join(home.folder, "case.zip")
    expect(home.run("request", "casefile", request, "--out", case), 0, "not for whoever asked")
    with zipfile.ZipFile(case) as parts:
        assert {"casefile.pdf", "held.json", "to-be-released.json"} <= set(parts.namelist()), parts.namelist()
    expect(home.run("request", "close", request, "--outcome", "withdrawn"), 0)


def somebody_unknown(home):
    """Nobody here knows them; what they get says that nothing is held, once it is known who asks."""
    status, answer = home.json("request", "open", "access", "--unknown", "--received", TODAY, stdin="What have you got?")
    assert status == 0, answer
    request = answer["request"]
    expect(home.run("request", "identity", request, "--how", "passport seen"), 0)
    expect(home.run("request", "draft", request, "--out", os.path.join(home.folder, "nothing")), 0)
    packed = open(os.path.join(home.folder, "nothing", "data", "what-we-hold.json")).read()
    assert '"held":[]' in packed, packed
    expect(home.run("request", "show", request), 0, "not known here")


def registers(home, person):
    """A breach with its 72 hours, a disclosure that is refused and one that is not, an enquiry, a change of details."""
    status, answer = home.json("breach", "open", "--set", "reporter=staff", "--set", "detected=2026-11-01T08:00:00Z",
                               "--facts", stdin='{"happened":"A letter went to another household."}')
    assert status == 0, answer
    breach = answer["file"]
    expect(home.run("breach", "step", breach, "triaged", "--set", "as=breach", "--words", stdin="It was read."), 0)
    expect(home.run("breach", "step", breach, "aware", "--set", "at=2026-11-01T09:00:00Z"), 0)
    expect(home.run("breach", "step", breach, "aware", "--set", "at=2026-11-02T09:00:00Z"), 3)
    expect(home.run("breach", "show", breach), 0, "2026-11-04")
    expect(home.run("breach", "list"), 0, breach)
    expect(home.run("breach", "report", breach), 0, "Not known yet")
    out = os.path.join(home.folder, "breaches.csv")
    expect(home.run("breach", "list", "--csv", "--out", out), 0)
    assert breach in open(out, encoding="utf-8-sig").read()
    enquiry = ("enquiry", "open", "--set", "channel=phone", "--set", "on=" + TODAY, "--set", "topic=sharing", "--words")
    expect(home.run(*enquiry), 2, "words")
    status, answer = home.json(*enquiry, stdin="Who gets what I tell you?")
    assert status == 0, answer
    expect(home.run("enquiry", "step", answer["file"], "closed"), 3)
    expect(home.run("enquiry", "step", answer["file"], "answered", "--words", stdin="We sent the notice."), 0)
    expect(home.run("enquiry", "step", answer["file"], "closed"), 0)
    expect(home.run("enquiry", "show", answer["file"]), 0, "closed")
    expect(home.run("disclosure", "form", "police"), 0)
    expect(home.run("disclosure", "open", "--subject", person, "--set", "to=nobody"), 2)


def reports(home):
    expect(home.run("request", "report"), 0, "median", "rectification", "complaint")
    csv, ics = os.path.join(home.folder, "requests.csv"), os.path.join(home.folder, "requests.ics")
    expect(home.run("request", "report", "--csv", "--out", csv), 0)
    assert open(csv, encoding="utf-8-sig").read().startswith('"request","right","received"')
    expect(home.run("request", "report", "--calendar", "--out", ics), 0)
    assert "BEGIN:VCALENDAR" in open(ics).read()


class Made(almoner.Home):
    """A home of whoever runs this, and one person in it."""

    def __init__(self, notice, kind, category, purpose, role):
        self.folder = tempfile.mkdtemp(prefix="almoner-e2e-")
        self.path = os.path.join(self.folder, "home")
        self.server = None
        expect(almoner.run("init", "--home", self.path, "--notice", notice), 0)
        status, listed = self.json("staff", "list")
        expect(self.run("staff", "give-role", listed["staff"][0]["staff"], role), 0)
        if "evidence: before-access" in open(notice).read():  # that the notice wants first
            person = ("subject", "add", "--kind", kind, "--category", category, "--purpose", purpose)
            expect(self.run(*person, stdin='{"name":"Ruth Quayle"}'), 1, "Your training is not on record")
            account = listed["staff"][0]["staff"]
            for training in self.json("staff", "training")[1]["staff"][0]["asked"]:
                expect(self.run("staff", "train", account, training["training"], "--on", "2026-01-05",
                                stdin='{"by": "The harbour college"}'), 0)
            assert self.json("staff", "training")[0] == 0
        status, added = self.json("subject", "add", "--kind", kind, "--category", category, "--purpose", purpose,
                                  stdin='{"name":"Ruth Quayle"}')
        assert status == 0, added
        self.subject = added["subject"]


# Each of the five, and who records whom there for what.
NOTICES = {
    "aptcoo": ("service-user", "contact-details", "support", "support-worker"),
    "customer-data-protection": ("service-user", "personal-details", "support", "support-worker"),
    "anglian-community-enterprise": ("patient", "contact-details", "care", "clinician"),
    "stronger-together-thurrock": ("service-user", "contact-details", "support", "support-worker"),
    "halifax-opportunities-trust": ("service-user", "contact-details", "family-support", "family-worker"),
}


def under_each_notice():
    for name, who in NOTICES.items():
        notice = os.path.join(ROOT, "notices", name + ".yaml")
        promised = re.search(r"right: access, days: (\d+)", open(notice).read())
        home = Made(notice, *who)
        try:
            its_own_limits(home, home.subject, name, promised)
        finally:
            home.remove()


def its_own_limits(home, person, name, promised):
    for right in ("access", "rectification", "erasure", "portability", "automated-decision", "complaint"):
        shown = show(home, opened(home, right, person))
        assert shown["due"], (name, shown)
        if right == "access" and promised:
            latest = datetime.date.today() + datetime.timedelta(days=int(promised[1]))
            assert min(shown["due"], shown["promised_due"] or shown["due"]) <= latest.isoformat(), (name, shown)
    if name.startswith("halifax"):  # never above ten pounds
        request = opened(home, "access", person)
        fee = ("request", "ask-fee", request, "--why", "excessive", "--working", "40 pages")
        expect(home.run(*fee, "--pence", "1001"), 2, "no more than this")
        expect(home.run(*fee, "--pence", "1000"), 0)
        assert "£10.00" in letter(home, request)


home = almoner.Home()
try:
    person = home.person()
    every_right(home, person)
    clocks(home, person)
    redaction(home, person)
    for_somebody_else(home, person)
    somebody_unknown(home)
    registers(home, person)
    reports(home)
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("check"), 0)
finally:
    home.remove()
under_each_notice()
print("every right goes its way from receipt to letter")
