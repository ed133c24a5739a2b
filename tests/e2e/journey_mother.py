"""A mother asks on the website for her child's record. Staff find the child, write down what she showed of her
responsibility and what the child says, and release the pack to her; what another must not read is not in it."""
import datetime, json, os, re, sys, zipfile

import almoner
from almoner import expect
from journey import Chromium, signs_in

almoner.BINARY = sys.argv[1]


def child(home):
    """Tom is eight. His worker has written one note."""
    admin = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "admin")
    expect(home.run("staff", "give-role", admin, "support-worker"), 0)
    born = f"{datetime.date.today().year - 8}-03-04"
    status, added = home.json("subject", "add", "--kind", "service-user", "--category", "contact-details", "--purpose",
                              "support", stdin=json.dumps({"name": "Tom Quayle", "date-of-birth": born}))
    assert status == 0, added
    expect(home.run("staff", "assign", admin, added["subject"]), 0)
    expect(home.run("record", "add", added["subject"], "--category", "support-notes", "--purpose", "support", "--source",
                    "self", stdin=json.dumps({"text": "Likes the boats. His uncle Ivor shouts."})), 0)


def asks(chromium, size, script):
    """One thing a page; what she gets is a reference and a code."""
    ruth = chromium.screen(size, script)
    ruth.go("/ask").tap("Start now").choose("See your information").tap("Continue")
    ruth.choose("Somebody else").tap("Continue")
    ruth.tap("Continue").reads("There is a problem").flawless()
    ruth.write({"Their name": "Tom Quayle"}).choose("I am their parent, or act as one").tap("Continue")
    ruth.write({"What is your name?": "Ruth Quayle"}).tap("Continue")
    ruth.tap("Continue").choose("By post").tap("Continue")
    ruth.write({"Your address": "3 Quay Street, Portwick"}).tap("Continue")
    ruth.write({"What should we know?": f"Everything about Tom, please ({size})."}).tap("Continue")
    ruth.at("/ask/check").reads("Tom Quayle", "Ruth Quayle").flawless().tap("Send").at("/ask/sent").reads("We answer by")
    return dict(zip(("reference", "code"), re.findall(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", ruth.text())))


def takes_up(chromium, home, size, script):
    """From what was sent to the request about the child, and the proof that she may ask."""
    ada = signs_in(chromium.screen(size, script), home, "ada")
    ada.follow("Website", part=True).follow("Copy of what we hold", part=True)
    ada.reads("Ruth Quayle", "has said who they are, and shown nothing")
    ada.tap("Find the person").follow("This is the person: log the request").reads("Tom Quayle").tap("Log the request")
    request = ada.path().split("?")[0]
    ada.go(request + "/ask-authority").choose("A parent, or who has parental responsibility")
    ada.write({"What do they ask for?": "All of it."}).tap("Record")
    ada.go(request + "/authority").write({"What did they show?": "the birth certificate, and her passport",
                                          "What do court orders say of this parent’s responsibility?": "none"})
    ada.choose("No", group="Does the child understand what is asked for?")
    ada.choose("They were not asked").tap("Record").reads("There is a problem").flawless()
    ada.choose("They agree")
    ada.write({"Why were they not asked, or do not understand?": "He is eight; it was read to him."}).tap("Record")
    ada.at(request + ".*")
    ada.go(request + "/identity").write({"How do you know who is asking?": "Her passport was seen."}).tap("Confirm")
    return ada, request


def released(chromium, home, size, script, ada, request):
    ada.go(request + "/rule").follow("Support notes", part=True).choose("Release it")
    ada.write({"How does the person know it already?": "read to him at every visit"}).tap("Save and go on")
    ada.go(request + "/redact?n=2").write({"Other words to take out": "His uncle Ivor shouts."})
    ada.select("Why are they taken out?", "EX_THIRD_PARTY").tap("Save and see it").reads("[removed]")
    ada.go(request + "/draft").tap("Make the draft")
    nia = signs_in(chromium.screen(size, script), home, "nia")
    nia.go(request + "/approve").tap("Approve").at(request + ".*")
    ada = signs_in(chromium.screen(size, script), home, "ada")
    pack = os.path.join(home.folder, f"{size}.zip")
    ada.go(request + "/deliver").choose("It is given to them by hand")
    ada.write({"How is it handed over, or how was the address checked?": "to the mother, at the day centre"}).flawless()
    ada.keep("Deliver", pack)
    with zipfile.ZipFile(pack) as parts:
        held = next(parts.read(name).decode() for name in parts.namelist() if name.endswith("what-we-hold.json"))
    assert "Likes the boats." in held and "Ivor" not in held, held
    ada.go(request + "/close").choose("It was granted").tap("Close the request").reads("Closed")


def sees_that_it_is_finished(chromium, size, script, slip):
    """What the mother sees afterwards. Where she fetches the pack herself, that step comes here."""
    ruth = chromium.screen(size, script)
    ruth.go("/track").write({"Reference": slip["reference"], "Code": slip["code"]}).tap("See how it is getting on")
    ruth.reads("Finished").flawless()
    assert "Tom" not in ruth.text(), "never what was asked, or about whom"


home = almoner.Home()
try:
    child(home)
    home.serve()
    with Chromium(home) as chromium:
        for size, script in (("phone", False), ("desk", True)):
            slip = asks(chromium, size, script)
            ada, request = takes_up(chromium, home, size, script)
            released(chromium, home, size, script, ada, request)
            sees_that_it_is_finished(chromium, size, script, slip)
    home.stop()
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
