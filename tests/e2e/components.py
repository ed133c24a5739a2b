"""The components of our pages against govuk-frontend's own examples (fixtures.json of each component): every element that bears
one of its classes has the tag, the attributes, the classes and the place that it has there. What is not compared: words,
addresses, ids; `data-` attributes, which are for its scripts, and we use none."""
import glob, html.parser, json, pathlib, re, sys

import almoner
from journey import signed_in
from browser import Browser

almoner.BINARY = sys.argv[1]
ROOT = pathlib.Path(__file__).parent.parent.parent
FIXTURES = sorted(glob.glob(str(ROOT / "node_modules/govuk-frontend/dist/govuk/components/*/fixtures.json")))
VOID = {"input", "img", "br", "hr", "meta", "link", "wbr", "source"}
# May stand on any element that takes them; govuk-frontend passes them through as "attributes".
ANYWHERE = {"class", "id", "name", "value", "href", "for", "type", "action", "method", "autocomplete", "autocapitalize",
            "spellcheck", "inputmode", "rows", "tabindex", "checked", "selected", "disabled", "autofocus", "title", "lang",
            "aria-describedby", "aria-labelledby", "aria-label", "rel", "target", "novalidate", "open", "maxlength", "accept",
            "aria-current", "hidden", "enctype", "draggable", "role", "formaction"}
# What only its scripts need: the menu is always open here.
SCRIPTS = {("govuk-service-navigation__list", "id")}
UTILITIES = {"govuk-visually-hidden", "govuk-link", "govuk-body"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, dict(attributes), parent
        self.classes = (self.attributes.get("class") or "").split()
        ours = [each for each in self.classes if each.startswith("govuk-")]
        self.first = ours[0] if ours else None
        self.block = self.first and re.split("__|--", self.first)[0]


class Reader(html.parser.HTMLParser):
    """Every element with the nearest one above it that is govuk-frontend's."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.elements = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        above = next((each for each in reversed(self.stack) if each.first), None)
        element = Element(tag, attributes, above)
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop().tag != tag:
            pass


class Known:
    """What the examples say of one class: how it may stand."""

    def __init__(self):
        self.tags, self.classes, self.attributes, self.always, self.parents, self.roles = set(), set(), set(), None, set(), set()

    def learn(self, element):
        given = {name for name in element.attributes if not name.startswith("data-")}
        self.tags.add(element.tag)
        self.classes |= set(element.classes)
        self.attributes |= given
        self.always = given if self.always is None else self.always & given
        self.parents.add(element.parent.first if element.parent else None)
        self.roles.add(element.attributes.get("role"))

    def faults(self, element):
        if element.tag not in self.tags:
            yield f"is a {element.tag}, and should be one of {sorted(self.tags)}"
        given = set(element.attributes)
        for name in sorted(self.always - given):
            if (element.first, name) in SCRIPTS:
                continue
            yield f"has no {name}"
        for name in sorted(given - self.attributes - ANYWHERE):
            yield f"has {name}"
        if element.attributes.get("role") not in self.roles:
            yield f"has the role {element.attributes.get('role')}, and should have one of {self.roles}"
        strange = {each for each in element.classes if each.startswith("govuk-")} - self.classes - UTILITIES
        if strange:
            yield f"has the classes {sorted(strange)}"
        part = "__" in element.first
        if part and (element.parent.first if element.parent else None) not in self.parents:
            yield f"stands in {element.parent and element.parent.first}, and should stand in one of {self.parents}"


def examples():
    known, count = {}, {}
    for path in FIXTURES:
        about = json.load(open(path))
        count[about["component"]] = len(about["fixtures"])
        for fixture in about["fixtures"]:
            for element in Reader(fixture["html"]).elements:
                if element.first:
                    known.setdefault(element.first, Known()).learn(element)
    return known, count


def pages(home):
    """Pages of every kind, with what was typed wrongly too."""
    person = home.person()
    request = home.json("request", "list")[1]["requests"][0]["request"]
    home.serve()
    visitor = Browser(home)
    for path in ("/", "/your-rights", "/your-rights/access", "/ask", "/track", "/complain", "/cookies", "/accessibility",
                 "/notice/easy-read", "/notice/versions", "/my/sign-in", "/my/start", "/sign-in", "/no-such-page"):
        yield path, visitor.go(path).body
    yield "/track, wrong", visitor.go("/track").send(reference="", code="").body
    yield "/my/start, wrong", visitor.go("/my/start").send(code="", email="", password="").body
    visitor.go("/your-rights/access").send()
    for answers in ({"for": ""}, {"for": "other"}, {"person": ""}, {"person": "Ruth", "relation": "parent"}, {"name": ""},
                    {"name": "Karl"}, {"find": ""}, {"answer": ""}, {"answer": "post"}, {"contact": ""}):
        yield visitor.path, visitor.body
        yield visitor.path + ", sent", visitor.send(**answers).body
    ada = signed_in(home, "ada")
    for path in ("/today", "/more", "/people", "/requests", "/requests/new", "/requests/new?unknown=1", "/intake", "/holds",
                 "/registers", "/registers/breach", "/registers/breach/new/reported", "/promises", "/pictures", "/retention",
                 "/audit", "/audit/people/" + person + "/days", "/notice/manage", "/notice/manage/review", "/account",
                 "/account/password", f"/people/{person}?purpose=law.rights", f"/people/{person}/hold", f"/requests/{request}",
                 f"/people/{person}/account", f"/people/{person}/standing?placed=1", "/staff"):
        yield path, ada.go(path).body
    yield "/requests/new, wrong", ada.go("/requests/new?unknown=1").send(words="").body
    yield "/people/hold, wrong", ada.go(f"/people/{person}/hold").send(why="").body
    sam = signed_in(home, "sam")
    for path in (f"/people/{person}", f"/people/{person}?purpose=newsletter", f"/people/{person}/documents/new", "/imports/new", "/glass"):
        yield path, sam.go(path).body


home = almoner.Home()
try:
    known, count = examples()
    components = {"govuk-" + name for name in count}
    used, wrong = set(), {}
    for path, body in pages(home):
        for element in Reader(body).elements:
            if element.first not in known or element.block not in components:
                continue
            used.add(element.block)
            for fault in known[element.first].faults(element):
                wrong.setdefault(f"{element.tag}.{element.first} {fault}", path)
    assert not wrong, "\n".join(f"{what} (first on {where})" for what, where in sorted(wrong.items()))
    there = {name for name in count if "govuk-" + name in used}
    print(f"as in govuk-frontend's {sum(count[name] for name in there)} examples of:", *sorted(there))
    print("not on these pages:", *sorted(set(count) - there))
finally:
    home.remove()
