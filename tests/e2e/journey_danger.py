"""Somebody who asks for a person may be the danger: what staff do about it, on their screens. A letter from the father is logged;
who took it in says why he may be a danger, and from then on nothing goes out. Whoever cares for the person asks them alone
and decides: here the person is answered instead, as they are known, and the father is not. Afterwards the worker shares a note
with the person, who sees it at once."""
import datetime, json, os, sys, zipfile

import almoner
from almoner import expect
from browser import Browser
from journey import Chromium, colleague, signed_in, signs_in

almoner.BINARY = sys.argv[1]
WHY = "She fled from him last spring."
NOTE = "Likes the boats. We made a plan together."


def somebody(home):
    admin = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "admin")
    expect(home.run("staff", "give-role", admin, "support-worker"), 0)
    status, added = home.json("subject", "add", "--kind", "service-user", "--category", "contact-details", "--purpose",
                              "support", stdin=json.dumps({"name": "Ruth Quayle", "date-of-birth": "1988-03-04"}))
    assert status == 0, added
    expect(home.run("staff", "assign", admin, added["subject"]), 0)
    expect(home.run("record", "add", added["subject"], "--category", "support-notes", "--purpose", "support", "--source",
                    "self", stdin=json.dumps({"text": NOTE})), 0)
    expect(home.run("staff", "assign", colleague(home, "kit", "support-worker"), added["subject"]), 0)
    return added["subject"]


def logged(chromium, home, size, script, person):
    """The letter, and the danger."""
    today = datetime.date.today()
    ada = signs_in(chromium.screen(size, script), home, "ada")
    status, opened = home.json("request", "open", "access", "--subject", person, "--received", str(today), "--channel", "letter",
                               stdin="I am her husband. Tell me where she lives.")
    assert status == 0, opened
    request = "/requests/" + opened["request"]
    ada.go(request + "/ask-authority").choose("Somebody with the person’s written word")
    ada.write({"What do they ask for?": "All of it."}).tap("Record")
    ada.go(request + "/risk").tap("Stop and record").reads("There is a problem").flawless()
    ada.write({"Why may whoever asks be a danger to the person?": WHY}).tap("Stop and record").at(request + ".*")
    # Nothing goes out, nobody is asked to show anything, and no answer is decided.
    for step in ("authority", "deliver", "decide"):
        ada.go(f"{request}/{step}").reads("This cannot be done now")
    return request


def decided(chromium, home, size, script, request):
    """By whoever cares for her; not by the one who saw the danger, nor by a colleague who does not care for her."""
    sam = signed_in(home, "sam")
    sam.go(request + "/decide-risk")
    assert sam.status == 403 and WHY not in sam.body, (sam.status, sam.body)
    kit = signs_in(chromium.screen(size, script), home, "kit")
    kit.go(request + "/decide-risk").reads(WHY).flawless()
    kit.tap("Decide").reads("There is a problem")
    kit.choose("The person is answered instead")
    kit.write({"What did the person say when asked alone?": "She wants to have it herself, and he is not to know.",
                 "Why do you decide so?": "She was asked alone, at the day centre."}).tap("Decide")
    kit.at(f"{request}.*|/today.*")


def answered(chromium, home, size, script, request):
    """To her, as she is known; what he says of an address counts for nothing."""
    ada = signs_in(chromium.screen(size, script), home, "ada")
    ada.go(request + "/identity").write({"How do you know who is asking?": "Her worker asked her, and knows her."}).tap("Confirm")
    ada.go(request + "/rule").follow("Support notes", part=True).choose("Release it")
    ada.write({"How does the person know it already?": "made together with her"}).tap("Save and go on")
    ada.go(request + "/draft").tap("Make the draft")
    nia = signs_in(chromium.screen(size, script), home, "nia")
    nia.go(request + "/approve").tap("Approve").at(request + ".*")
    ada = signs_in(chromium.screen(size, script), home, "ada")
    ada.go(request + "/deliver").choose("To an address that was checked with them")
    how = "How is it handed over, or how was the address checked?"
    ada.write({how: "his letter named it"}).tap("Deliver").reads("There is a problem")
    pack = os.path.join(home.folder, f"{size}.zip")
    ada.choose("It is given to them by hand").write({how: "to her alone, at the day centre"}).flawless().keep("Deliver", pack)
    with zipfile.ZipFile(pack) as parts:
        held = next(parts.read(name).decode() for name in parts.namelist() if name.endswith("what-we-hold.json"))
    assert NOTE in held and "husband" not in held and "fled" not in held, held
    ada.go(request + "/close").choose("It was granted").tap("Close the request").reads("Closed")


def shared(chromium, home, size, script, person, ruth):
    """A note, shared with her by whoever wrote it, seen by her at once, and ended."""
    words = f"Her plan for the spring ({size})."
    page = f"/people/{person}?purpose=support"
    kit = signs_in(chromium.screen(size, script), home, "kit")
    kit.go(page).write({"What happened": words}).tap("Add the note").reads(words)
    assert words not in ruth.go("/my/information").body
    kit.follow("Share with the person", part=True).reads(words).flawless()
    kit.write({"Why do they see it?": "We agreed on it."}).tap("Share it").reads("There is a problem").flawless()
    kit.write({"How does the person know it already?": "made together with her"}).choose("No, nobody else").tap("Share it")
    kit.reads("Shared with the person")
    told = ruth.go("/my/information").body
    assert words in told and "We agreed on it." in told and "made together with her" not in told, told
    kit.follow("Why, and ending it", part=True).reads("made together with her").flawless()
    kit.write({"Why is it shared no longer?": "She asked for it."}).tap("Share it no longer")
    assert words not in ruth.go("/my/information").body


def signed_up(home, person):
    """Ruth, on the portal."""
    status, given = home.json("account", "invite", person, "--purpose", "law.rights")
    assert status == 0, given
    ruth = Browser(home).go("/my/start")
    ruth.send(code=given["code"], email="ruth@quay.example", password="three odd lantern words")
    assert ruth.path == "/my?new=1", (ruth.path, ruth.body)
    return ruth


home = almoner.Home()
try:
    person = somebody(home)
    home.serve()
    with Chromium(home) as chromium:
        for size, script in (("phone", False), ("desk", True)):
            request = logged(chromium, home, size, script, person)
            decided(chromium, home, size, script, request)
            answered(chromium, home, size, script, request)
        ruth = signed_up(home, person)
        for size, script in (("phone", False), ("desk", True)):
            shared(chromium, home, size, script, person, ruth)
    home.stop()
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
