"""Tables, referrals and documents are taken in: tried first, done, told of when they are due, and taken back; and the training
of staff stands in its register until it is over."""
import datetime, os, re, sys

import almoner
from almoner import expect
from journey import Chromium, colleague, signs_in

almoner.BINARY = sys.argv[1]
TODAY = datetime.date.today()
ROWS = "Full name\tDate of birth\tTelephone\nUna Quill\t3/6/1941\t01632 960301\nHuw Marsh\t31/2/1950\t01632 960302\n"


def a_table(sam):
    """Proposed, tried with an error of a row, mended, done; nothing that was pasted is lost on the way."""
    sam.go("/imports").flawless().tap("Take in a table").flawless()
    sam.tap("Go on").reads("There is a problem", "Choose a file, or paste the rows").flawless()
    sam.write({"Or the rows, with the row of names on top": ROWS})
    sam.choose("Supporting people at home and in the day centre", group="For what is it?")
    sam.choose("Propose how the columns are read").tap("Go on")
    sam.reads("A proposal is below").flawless()
    proposed = re.search(r'id="mapping"[^>]*>\n?([^<]*)</textarea>', sam.html())[1]
    mapping = proposed.replace("&quot;", '"')
    assert 'field = "date-of-birth"' in mapping and "01632" not in mapping, mapping
    mapping = re.sub(r'source = "[^"]*"', 'source = "council"', mapping)
    sam.write({"How its columns are read": mapping}).choose("Try it").tap("Go on")
    sam.reads("nothing was taken in", "Row 3", "To be done", "With problems").flawless()
    sam.write({"Or the rows, with the row of names on top": ROWS.replace("31/2/1950", "28/2/1950")})
    sam.choose("Take it in").tap("Go on").at(r"/imports\?done=1").reads("All of it is taken in.", "from council").flawless()


def refers(sam, number):
    sam.go("/referrals/new").choose("The council that arranges your support", "People we support")
    for name, said in (("came-day", TODAY.day), ("came-month", TODAY.month), ("came-year", TODAY.year), ("f-name", "Gwen Nnadi"),
                       ("f-nhs-number", number), ("words", "She asks for help with shopping.")):
        sam.say("fill_id", id=name, words=str(said))
    return sam.tap("Record it")


def a_referral(sam):
    """What is wrong stands at its field; whoever is here already is shown, and not recorded twice."""
    sam.go("/referrals/new").flawless()
    sam.tap("Record it").reads("Choose who tells us", "Enter the day on which it came", "Enter their name").flawless()
    refers(sam, "9990000019").reads("The check digit does not fit this NHS number").flawless()
    refers(sam, "9990000018").at(r"/people/.*purpose=support").reads("Margaret")
    refers(sam, "9990000034").at(r"/imports\?done=referral").reads("The person must be told of it.").flawless()


def what_is_due(ada):
    ada.go("/today").reads("Tell people where their data came from", "3 people have not been shown our notice").flawless()


def taken_back(ada):
    ada.go("/imports").follow("Take it back", nth=1).reads("Everybody whom it brought is destroyed").flawless()
    ada.tap("Take it back").at(r"/imports\?done=undone").reads("Taken back on")


def training(al, sam):
    al.go("/training").reads("Staff are trained before they see what people told us", "Missing").flawless()
    al.go(f"/staff/{sam}").follow("Record training").flawless()
    al.tap("Record it").reads("Choose which training it was", "Enter who gave the training").flawless()
    al.choose("Staff are trained before they see what people told us")
    al.write({"Who gave it?": "The harbour college"})
    for name, said in (("done-day", TODAY.day), ("done-month", TODAY.month), ("done-year", TODAY.year)):
        al.say("fill_id", id=name, words=str(said))
    al.tap("Record it").at(r"/staff/.*\?done=trained").reads("The training is recorded.", "The harbour college").flawless()
    al.follow("Take it back").flawless()


def documents(home, person):
    """A folder beside a table: errors a row, a dry run, done once, undone."""
    folder = os.path.join(home.folder, "letters")
    os.mkdir(folder)
    with open(os.path.join(folder, "a.pdf"), "wb") as out:
        out.write(b"%PDF-1.7\nSynthetic letter\n")
    with open(os.path.join(folder, "b.exe"), "wb") as out:
        out.write(b"MZ\x90\x00 not a letter")
    table = os.path.join(home.folder, "letters.csv")
    header = "who,category,date,file,name\n"
    good = f"{person},support-notes,2026-10-01,a.pdf,Letter from the clinic\n"
    with open(table, "w") as out:
        out.write(header + good + f"{person},support-notes,2026-10-02,b.exe,\n{person},support-notes,2026-10-02,../home/a.pdf,\n"
                  "9990000999,support-notes,1/13/2026,c.pdf,\n" + f"{person},contact-details,2036-10-02,a.pdf,\n")
    words = ("import", "documents", folder, "--manifest", table, "--purpose", "support", "--source", "family")
    done = expect(home.run(*words, "--dry-run"), 1, "row 3, file", "row 4, file: This is no name", "row 5, who", "row 5, date",
                  "row 6, category", "this was a dry run")
    assert "clinic" not in done.stdout, "what a row says is not repeated"
    expect(home.run(*words), 1, "Nothing was imported")
    expect(home.run(*words, "--good-rows"), 1, "Imported: 1 documents")
    expect(home.run(*words, "--good-rows"), 1, "1 done before")
    listed = home.json("document", "list", person, "--purpose", "support")[1]["documents"]
    assert len(listed) == 1, listed
    expect(home.run("import", "documents", folder, "--manifest", table, "--purpose", "support", "--source", "nobody"), 2,
           "does not name this source")
    batch = home.json("import", "list")[1]["imports"][0]["import"]
    expect(home.run("import", "undo", batch), 0, "1 records are gone")
    assert home.json("document", "list", person, "--purpose", "support")[1]["documents"] == []
    expect(home.run(*words[:3], "--manifest", "/nonexistent", "--purpose", "support"), 3)


home = almoner.Home()
try:
    person = home.person()
    me = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "admin")
    expect(home.run("staff", "give-role", me, "support-worker"), 0)
    expect(home.run("staff", "assign", me, person), 0)
    documents(home, person)
    colleague(home, "al", "administrator")
    home.serve()
    people = {one["login"]: one["staff"] for one in home.json("staff", "list")[1]["staff"]}
    with Chromium(home) as chromium:
        for size, script in (("desk", True), ("phone", False)):
            sam = signs_in(chromium.screen(size, script=script), home, "sam")
            if script:
                a_table(sam)
                a_referral(sam)
            else:
                sam.go("/imports").go("/imports/new").go("/referrals/new")
        ada = signs_in(chromium.screen("desk"), home, "ada")
        what_is_due(ada)
        taken_back(ada)
        al = signs_in(chromium.screen("desk"), home, "al")
        training(al, people["sam"])
    home.stop()
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("check"), 0)
finally:
    home.remove()
print("tables, referrals and documents come in and go again; training stands in its register")
