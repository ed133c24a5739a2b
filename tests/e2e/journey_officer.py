"""The data protection officer logs what was asked on the telephone while the caller is still there; and takes an access
request from a letter to the pack that leaves, with another's words taken out and a second pair of eyes."""
import datetime, os, sys, zipfile

import almoner
from almoner import expect
from journey import Chromium, signs_in

almoner.BINARY = sys.argv[1]
TODAY = datetime.date.today()
CAME = {"Day": str(TODAY.day), "Month": str(TODAY.month), "Year": str(TODAY.year)}


def found(screen, words):
    """The person, looked up for their right: one field."""
    screen.follow("Requests").tap("Log a request").follow("Find the person")
    screen.write({"Name, date of birth, telephone, e-mail, postcode or number": words}).tap("Search")
    return screen.follow("Margaret O'Shea", part=True).follow("Log a request")


def by_telephone(chromium, home, size, script):
    """What somebody keys in while the caller waits: one field to find the person, seven to log it."""
    ada = signs_in(chromium.screen(size, script), home, "ada")
    found(ada, "Margret Oshea").choose("Correction").write(CAME).choose("By phone")
    ada.write({"What did they say?": f"My postcode is wrong ({size})."}).flawless().tap("Log the request")
    assert ada.fields <= 8, ada.fields
    ada.at("/requests/[0-9a-f]{32}.*").reads("by phone", "days left", "What to do next", "My postcode is wrong")
    # Nothing that was keyed in is lost where something was forgotten.
    found(ada, "Margaret").choose("By phone").write({"What did they say?": "Where is my file?"}).tap("Log the request")
    ada.reads("Choose what they ask for", "Enter the day on which it arrived").flawless()
    assert "Where is my file?" in ada.html()


def from_letter_to_pack(chromium, home, size, script):
    ada = signs_in(chromium.screen(size, script), home, "ada")
    found(ada, "Margaret").choose("Copy of what we hold").write(CAME).choose("By letter")
    ada.write({"What did they say?": f"Please send me my file ({size})."}).tap("Log the request")
    request = ada.path().split("?")[0]
    ada.follow("Confirm who is asking").write({"How do you know who is asking?": "Her support worker knows her."})
    ada.tap("Confirm").reads("It was confirmed who is asking")
    ada.follow("Record where else was looked").choose("Paper")
    ada.write({"Which place?": "the cabinet", "Who looked, by role?": "the manager", "What did they look for?": "her name",
               "How many things were found?": "0"}).tap("Record").at(request + ".*")

    # Category by category; then the words about somebody else, which the assistant points at and a person decides on.
    ada.follow("Decide category by category").follow("Support notes", part=True).choose("Release it")
    ada.write({"How does the person know it already?": "written with her"}).flawless().tap("Save and go on")
    ada.go(request + "/redact").follow("Next record with suggestions", part=True)
    ada.reads("Piotr carries her shopping").choose("Take it out", group="Piotr").choose("Leave it", group="son")
    ada.select("Why are they taken out?", "EX_THIRD_PARTY").flawless().tap("Save and see it")
    ada.reads("[removed] carries her shopping", "What you chose is saved.")

    # The draft; whoever made it does not approve it.
    ada.go(request).follow("Make the draft").tap("Make the draft")
    ada.go(request + "/approve").tap("Approve").reads("somebody other")
    nia = signs_in(chromium.screen(size, script), home, "nia")
    nia.go(request + "/approve").tap("Approve").at(request + ".*")

    ada = signs_in(chromium.screen(size, script), home, "ada")
    ada.go(request).follow("Deliver the pack").choose("It is given to them by hand")
    ada.write({"How is it handed over, or how was the address checked?": "at the day centre"}).flawless()
    pack = os.path.join(home.folder, size + ".zip")
    ada.keep("Deliver", pack)
    ada.go(request).follow("Close the request").choose("It was granted in part").tap("Close the request").reads("Closed")
    with zipfile.ZipFile(pack) as parts:
        held = next(parts.read(name).decode() for name in parts.namelist() if name.endswith("what-we-hold.json"))
    assert "Piotr" not in held and "[removed] carries her shopping" in held and "son rings" in held, held


home = almoner.Home()
try:
    home.serve()
    with Chromium(home) as chromium:
        for size, script in (("desk", True), ("phone", False)):
            by_telephone(chromium, home, size, script)
            from_letter_to_pack(chromium, home, size, script)
    home.stop()
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
