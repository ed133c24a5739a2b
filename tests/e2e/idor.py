"""Every address of docs/pages.md with a number or a name in it, tried by everybody who has no business there: each role of
the notice, somebody with an account on the portal, nobody at all; with a number that is somebody's, another's, nobody's and
none at all. Nothing of anybody comes out, nothing is changed, and who is refused reads whose task it is, or the clause."""
import datetime, os, pathlib, re, sys, urllib.parse

import almoner
from almoner import expect
from browser import Browser
from journey import colleague, signed_in

PAGES = (pathlib.Path(__file__).parent.parent.parent / "docs/pages.md").read_text()
NOBODYS = "0" * 32
NAMES = ("Margaret", "Shea", "Piotr", "short of breath", "Household of nine")  # what the fixtures say of anybody

# Each address: whose task it is, and what stands in it: made below, or =as it is written.
ROUTES = {
    "/people/{id}": ("care", "subject"),
    "/people/{id}/records": ("note", "subject"),
    "/people/{id}/records/{record}/share": ("care", "subject record"),
    "/people/{id}/records/{record}/document": ("document", "subject document"),
    "/people/{id}/documents/new": ("attend", "subject"),
    "/people/{id}/account": ("attend", "subject"),
    "/people/{id}/standing": ("attend", "subject"),
    "/people/{id}/standing/{mark}/lift": ("attend", "other mark"),
    "/people/{id}/hold": ("attend", "subject"),
    "/people/{id}/consents": ("attend", "subject"),
    "/people/{id}/consents/{consent}": ("attend", "subject =newsletter"),
    "/glass/{id}": ("review", "glass"),
    "/glass/{id}/words": ("words", "glass"),
    "/glass/{id}/review": ("review", "glass"),
    "/requests/{id}": ("rights", "request"),
    "/requests/{id}/{step}": ("rights", "request =close"),
    "/requests/{id}/rule": ("rights", "request"),
    "/requests/{id}/redact": ("rights", "request"),
    "/requests/{id}/items": ("rights", "request"),
    "/requests/{id}/mend": ("rights", "request"),
    "/requests/{id}/correct/{record}": ("rights", "mending record"),
    "/requests/{id}/annotate/{record}": ("rights", "mending record"),
    "/requests/{id}/letter": ("rights", "request"),
    "/requests/{id}/processor": ("rights", "request"),
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
    "/registers/{register}/new": ("anyone", "=breach"),
    "/registers/{register}/new/{step}": ("anyone", "=breach =reported"),
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
    "/staff/{id}/assigned/{kind}/{target}": ("administer", "sam =service centre"),
    "/staff/{id}/close": ("administer", "sam"),
    "/staff/{id}/end": ("administer", "sam"),
    "/staff/{id}/factors": ("administer", "sam"),
    "/staff/{id}/link-code": ("administer", "sam"),
    "/staff/{id}/training": ("administer", "sam"),
    "/staff/{id}/training/{training}/remove": ("administer", "sam training"),
    "/imports/{id}/undo": ("rights", "import"),
    "/api-keys/{id}/end": ("administer", "key"),
    "/settings/webhooks/{webhook}": ("administer", "webhook"),
    "/settings/webhooks/{webhook}/rotate": ("administer", "webhook"),
    "/settings/webhooks/{webhook}/test": ("administer", "webhook"),
    "/settings/webhooks/{webhook}/start": ("administer", "webhook"),
    "/settings/webhooks/{webhook}/end": ("administer", "webhook"),
    "/accounts/{id}/unlock": ("alike", "account"),
    "/people/{id}/needs": ("needs", "subject"),
    "/people/{id}/ways": ("needs", "subject"),
    "/people/{id}/contact": ("safeguard", "subject"),
    "/my/letters/{letter}": ("alike", "letter"),
    "/my/letters/{letter}/pdf": ("alike", "letter"),
    "/download/{link}": ("alike", "link"),
    "/hooks/{recipient}": ("alike", "=gp"),
    "/hooks/{recipient}/opendsr": ("alike", "=gp"),
    "/notice/{leaflet}": ("public", "=easy-read"),
    "/notice/versions/{version}": ("public", "edition"),
    "/your-rights/{right}": ("public", "=access"),
    "/ask/{stage}": ("public", "=what"),
    "/assets/{version}/{file}": ("public", "style =almoner.css"),
    "/theme/{version}/{file}": ("public", "theme =theme.css"),
}


MAY = {
    "care": {"sam", "rae", "ada"}, "document": {"sam", "ada"}, "note": {"sam"}, "attend": {"sam", "rae", "flo", "ada"}, "rights": {"ada"},
    "retention": {"ada"}, "audit": {"ada"}, "administer": {"al"}, "review": {"ada"}, "words": {"jo"},
    "needs": {"sam", "rae", "flo"}, "safeguard": {"sam"},
    "anyone": {"sam", "jo", "rae", "flo", "ada", "al"},
}
STAFF = sorted(MAY["anyone"])
OUTSIDE = ["piotr", "nobody"]


def in_half_a_year():
    day = datetime.date.today() + datetime.timedelta(180)
    return {"review-day": day.day, "review-month": day.month, "review-year": day.year}


# Where a form asks for something, so that it gets as far as the question who may.
FIELDS = {
    "/people/{id}/records": {"purpose": "support", "category": "support-notes", "text": "x", "source": "self"},
    "/people/{id}/account": {"do": "end"},
    "/glass/{id}/words": {"words": "I stood in."},
    "/glass/{id}/review": {"finding": "justified"},
    "/accounts/{id}/unlock": {"how": "known"},
    "/people/{id}/contact": {"over.end": "1"},
    "/people/{id}/needs": {"needs.large-print": "1", **in_half_a_year()},
    "/people/{id}/ways": {"post": "yes"},
}
# Whoever has a purpose may break the glass: that is looked at afterwards (e2e/rights, GlassTest).
BREAKS_GLASS = ("POST", "/people/{id}")


class Caller:
    """One browser, whose connection stays open."""

    def __init__(self, home, cookies):
        self.connection, self.csrf = home.connect(), ""
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        said = re.search(r'name="csrf" value="([^"]+)"', self.ask("GET", "/account").body)
        self.csrf = said[1] if said else ""

    def ask(self, method, path, fields=None):
        headers, body = {"Cookie": self.cookie}, None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode({"csrf": self.csrf, **(fields or {})})
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers.get("Location") or "", answer.read().decode("utf-8", "replace"), path)


class Answer:
    def __init__(self, status, location, body, path):
        self.status, self.location, self.body, self.path = status, location, body, path

    def alike(self):
        """Without what is new each time, and without the address itself."""
        body = re.sub(r"[0-9a-f]{32,64}", "*", self.body.replace(self.path, "*"))
        location = urllib.parse.unquote(self.location)
        return self.status, location.replace(self.path, "*"), body

    def refuses(self):
        """In words: the clause, or whose task it is; and nothing of anybody."""
        assert not [name for name in NAMES if name in self.body], (self.path, self.body)
        if self.status in (404, 405):
            return True
        said = r'"app-clause">\S|The notice says|the duty “|have that duty|has that duty|Only the one who broke|Nobody reviews|"clauses":\["'
        return self.status == 403 and re.search(said, self.body) is not None


def filled(pattern, values, made, last=None):
    """The address; with `last`, its last number is another one."""
    names = values.split()
    numbers = [name for name in names if not name.startswith("=")]
    def part(_):
        name = names.pop(0)
        if last is not None and (name == numbers[-1] if numbers else not names):
            return last
        return name[1:] if name.startswith("=") else made[name]
    return re.sub(r"\{[a-z]+\}", part, pattern)


def made_in(home):
    """One of everything, and who signs in where."""
    made = {"subject": home.person(), "centre": b"day-centre".hex()}
    made["other"] = home.json("subject", "find", "--purpose", "law.rights", stdin="Piotr")[1]["subjects"][0]
    for login, role in (("rae", "receptionist"), ("flo", "fundraiser"), ("al", "administrator")):
        colleague(home, login, role)
    made |= {one["login"]: one["staff"] for one in home.json("staff", "list")[1]["staff"]}
    made["record"] = home.json("subject", "show", made["subject"], "--purpose", "law.rights")[1]["records"][0]["record"]
    hold = ("hold", "place", made["subject"], "--kind", "legal-claim", "--review", "2037-06-01", "--purpose", "law.rights")
    expect(home.run(*hold, stdin="Household of nine"), 0)
    made["hold"] = home.json("hold", "list", made["subject"], "--purpose", "law.rights")[1]["marks"][0]["id"]
    expect(home.run("hold", "object", made["other"], "--activity", "newsletter", "--ground",
                    "marketing", "--purpose", "law.rights"), 0)
    made["mark"] = home.json("hold", "list", made["other"], "--purpose", "law.rights")[1]["marks"][0]["id"]
    made["request"] = home.json("request", "open", "access", "--subject", made["subject"], "--received", "2026-11-20",
                                stdin="Household of nine")[1]["request"]
    made["breach"] = home.json("breach", "open", "--set", "reporter=staff", "--set", "detected=2026-11-01T08:00:00Z",
                               "--facts", stdin='{"happened":"Household of nine"}')[1]["file"]
    made["version"] = home.json("notice", "versions")[1]["versions"][0]["hash"]
    made["edition"] = made["version"][:12]
    until = (datetime.date.today() + datetime.timedelta(100)).isoformat()
    made["key"] = home.json("api-key", "add", "--role", "support-worker", "--scope", "records:read", "--for", "support",
                            "--until", until, stdin='{"name": "Appointments"}')[1]["number"]
    made["webhook"] = home.json("webhook", "add", "--url", "https://rota.example/almoner", "--event",
                                "request.closed")[1]["webhook"]
    expect(home.run("staff", "train", made["sam"], "training", "--on", "2026-01-05", stdin='{"by": "A college"}'), 0)
    trained = {one["staff"]: one["record"] for one in home.json("staff", "training")[1]["staff"]}
    made["training"] = trained[made["sam"]][-1]["id"]
    made["import"] = imported(home, made["admin"])
    expect(home.run("staff", "assign", made["admin"], made["subject"]), 0)
    letter = os.path.join(home.folder, "letter.txt")
    with open(letter, "w") as out:
        out.write("Household of nine")
    made["document"] = home.json("document", "add", made["subject"], "--category", "support-notes", "--type", "text/plain", "--file",
                                 letter, "--purpose", "support", stdin="{}")[1]["record"]
    made["account"] = NOBODYS.replace("0", "1")  # nobody has locked one
    made["letter"], made["link"] = made["request"][:8] + "-1", "f" * 43
    expect(home.run("staff", "assign", made["sam"], "day-centre", "--kind", "service"), 0)
    made["mending"] = home.json("request", "open", "rectification", "--subject", made["subject"], "--received", "2026-11-20",
                                stdin="Household of nine")[1]["request"]
    expect(home.run("request", "identity", made["mending"], "--how", "known-to-worker"), 0)
    expect(home.run("request", "decide", made["mending"], "--outcome", "granted"), 0)
    code = home.json("account", "invite", made["other"], "--purpose", "law.rights")[1]["code"]
    home.serve()
    piotr = Browser(home).go("/my/start").send(code=code, email="piotr@quay.example", password="three odd lantern words")
    assert piotr.path == "/my?new=1", piotr.path
    browsers = {login: signed_in(home, login) for login in STAFF}
    jo, record = browsers["jo"], "/people/" + made["subject"]
    csrf = re.search(r'name="csrf" value="([^"]+)"', jo.go(record).body)[1]
    assert jo.go(record, {"csrf": csrf, "purpose": "support", "ground": "cover"}).status == 200, jo.body
    made["glass"] = re.search(r"/glass/([0-9a-f]{32})/words", jo.go("/glass").body)[1]
    made["intake"] = sent_on_the_website(home, browsers["ada"])
    made["style"] = re.search(r"/assets/([^/]+)/almoner.css", jo.body)[1]
    expect(home.run("theme", "set", "--colour", "#7a1f5c"), 0)
    made["theme"] = re.search(r"/theme/([^/]+)/theme.css", jo.go("/").body)[1]
    callers = {login: Caller(home, browser.cookies) for login, browser in browsers.items()}
    return made, callers | {"piotr": Caller(home, piotr.cookies), "nobody": Caller(home, {})}


def imported(home, account):
    """A table of one person whom nobody else's test looks for."""
    table, mapping = (os.path.join(home.folder, name) for name in ("one.csv", "one.toml"))
    with open(table, "w") as out:
        out.write("Name\nUna Quill\n")
    with open(mapping, "w") as out:
        out.write('kind = "service-user"\npurpose = "support"\nsource = "council"\nobtained = 2026-11-20\n'
                  '[[column]]\nheader = "Name"\ncategory = "contact-details"\nfield = "name"\n')
    expect(home.run("staff", "give-role", account, "support-worker"), 0)
    status, done = home.json("import", table, "--mapping", mapping)
    assert status == 0, done
    return done["import"]


def sent_on_the_website(home, officer):
    browser = Browser(home).go("/your-rights/access").send()
    for answer in ({"for": "self"}, {"name": "Household of nine"}, {"find": ""}, {"answer": "post"},
                   {"contact": "12 Harbour Row"}, {"words": "All of it."}, {}):
        browser.send(**answer)
    assert browser.path == "/ask/sent", browser.path
    slip = dict(re.findall(r'Your (reference)<br><strong>([^<]+)', browser.body))
    answers = [Browser(home).go("/track", {"reference": reference, "code": "AAAA-AAAA-AAAA"})
               for reference in (slip["reference"], "R-0000-0000")]
    alike = [re.sub(r'value="[^"]*"', "", answer.body) for answer in answers]
    assert answers[0].status == answers[1].status == 422 and alike[0] == alike[1], "another's request, or no request"
    return re.search(r"/intake/([0-9a-f]{32})", officer.go("/intake").body)[1]


def as_it_is(home, made):
    """What a forged form would change."""
    said = [home.json(*words)[1] for words in (
        ("request", "list"), ("staff", "list"), ("breach", "list"), ("hold", "list", made["subject"], "--purpose", "law.rights"),
        ("hold", "list", made["other"], "--purpose", "law.rights"), ("intake", "list"),
        ("subject", "show", made["subject"], "--purpose", "law.rights"))]
    return [{key: value for key, value in each.items() if key != "entry"} for each in said]


def faults(home, made, callers, pattern, method):
    """Every answer that is not as it must be, in words."""
    task, values = ROUTES[pattern]
    real, nobodys, none = (filled(pattern, values, made, last) for last in (None, NOBODYS, "x"))
    found = []

    def ask(who, path, *statuses):
        answer = callers[who].ask(method, path, FIELDS.get(pattern))
        if statuses and answer.status not in statuses:
            found.append(f"{method} {pattern} of {who} ({'theirs' if path == real else 'strange'}): {answer.status}")
        return answer

    if ask("nobody", real).status == 405:
        return found
    if task == "alike":  # a number of somebody else's is none; DownloadTest and AccountsTest have real links and locked accounts
        for who in callers:
            if len({str(ask(who, path).alike()) for path in (real, nobodys, none)}) != 1:
                found.append(f"{method} {pattern} tells {who} whether it is there")
        return found
    if task == "public":
        if method == "GET":
            for who in callers:
                ask(who, real, 200, 303)
        if len({str(ask(who, none, 303, 403, 404).alike()) for who in OUTSIDE}) != 1:
            found.append(f"{method} {pattern}: not the same for everybody outside")
        return found
    for who in OUTSIDE:
        answers = [ask(who, path, 303) for path in (real, nobodys, none)]
        if len({str(answer.alike()) for answer in answers}) != 1:
            found.append(f"{method} {pattern} tells {who} whether it is there")
        if not answers[0].location.startswith("/sign-in"):
            found.append(f"{method} {pattern} sends {who} to {answers[0].location}")
    if (method, pattern) == BREAKS_GLASS:
        return found
    ids = [value for value in values.split() if not value.startswith("=")]
    numbers = {"subject", "other"} & set(ids) if len(ids) > 1 else ()
    swapped = filled(pattern, values, {**made, "subject": made["other"], "other": made["subject"]})
    for who in STAFF:
        if who not in MAY[task]:
            refusals = [ask(who, path) for path in (real, nobodys, none)]
            found += [f"{method} {pattern} of {who}: {answer.status} {answer.body[-2500:]}" for answer in refusals
                      if not answer.refuses()]
            continue
        if method == "GET":
            ask(who, real, 200, 303, 409)
        for path in [nobodys, none] + ([swapped] if numbers else []):
            ask(who, path, 404)
    return found


def main():
    told = set(re.findall(r"`(/[^`]*\{[^`]*)`", PAGES))
    assert told == set(ROUTES), ("no line here for", told - set(ROUTES), "no such page", set(ROUTES) - told)
    home = almoner.Home()
    try:
        made, callers = made_in(home)
        before = as_it_is(home, made)
        wrong = [each for pattern in ROUTES for method in ("GET", "POST") for each in faults(home, made, callers, pattern, method)]
        assert not wrong, "\n".join(wrong)
        after = as_it_is(home, made)
        assert before == after, [each for each in zip(before, after) if each[0] != each[1]]
        print(f"{len(ROUTES)} addresses with somebody's number in them tell nobody else anything")
    finally:
        home.remove()


if __name__ == "__main__":
    almoner.BINARY = sys.argv[1]
    main()
