"""A notice from one version to the next, in a home that is being served: draft, check, signature, in force, people told."""
import os, sys, tempfile

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]
OLD = "    reads: [contact-details]\n    writes: [contact-details]\n    roles: [receptionist]"
NEW = ("    condition: 9(2)(h)\n    schedule-1: \"2\"\n    reads: [contact-details, support-notes]\n"
       "    writes: [contact-details]\n    roles: [receptionist]")

# One signature here: the machine's one user cannot be two people.
text = open("notices/example.yaml").read()
text = text.replace("    - {id: trustees, role: Trustees, kind: ratification, done: 2026-11-02}\n", "")
later = text.replace('version: "2026-11"', 'version: "2027-01"').replace(OLD, NEW)
assert later.count("support-notes") > text.count("support-notes")
with tempfile.TemporaryDirectory() as folder:
    first = os.path.join(folder, "first.yaml")
    open(first, "w").write(text)
    home = almoner.Home(first)

try:
    file = os.path.join(home.folder, "later.yaml")
    open(file, "w").write(later)
    without = os.path.join(home.folder, "without.yaml")
    open(without, "w").write(later.replace("2027-01", "2027-02").replace("  approval:\n    - {id: officer, role: Data protection officer, kind: signature, done: 2026-11-02}\n", ""))

    person = home.person()
    status, listed = home.json("staff", "list")
    jo = next(a["staff"] for a in listed["staff"] if a["login"] == "jo")
    expect(home.run("staff", "give-role", jo, "receptionist"), 0)
    home.serve()
    records = f"/api/v1/people/{person}/records"

    def reads():
        return home.request("GET", records, "jo", {"X-Purpose": "reception"})

    assert reads()[0] == 200
    expect(home.run("notice", "versions"), 0, "2026-11", "in force", "review due on 1 November 2027")
    expect(home.run("notice", "publish", "2027-01"), 3, "no such version")
    expect(home.run("notice", "add", "notices/no-such.yaml"), 3)
    expect(home.run("notice", "add", file), 0, "draft", "0 unlawful")
    expect(home.run("notice", "add", file), 3, "already")
    expect(home.run("notice", "publish", "2027-01"), 1, "not recorded")
    expect(home.run("notice", "sign", "2027-01", "--step", "king"), 3, "no such step")
    expect(home.run("notice", "sign", "2027-01", "--step", "officer", "--reference", "letter of 2 January"), 0)
    expect(home.run("notice", "diff", "notices/example.yaml", file), 0, "we now also use: support notes", "told first")
    expect(home.run("notice", "add", without), 0)
    expect(home.run("notice", "publish", "2027-02"), 1, "leaves out", "officer")
    expect(home.run("notice", "publish", "2027-01"), 0, "Tell: For arranging visits")

    # At once, without a restart: the page shows it, and what she gave before is left alone until she knows.
    assert "2027-01" in home.request("GET", "/")[1]
    status, said = reads()
    assert status == 403 and "new use" in said and "HL-10" in said, (status, said)
    expect(home.run("notice", "tell", person, "--how", "letter", "--purpose", "law.rights"), 0, "shown the notice")
    status, said = reads()
    assert status == 200, said
    expect(home.run("notice", "review", "--outcome", "No change is needed."), 0)
    home.stop()

    # And after a restart.
    expect(home.run("notice", "versions"), 0, "superseded", "2027-01  in force")
    promises = home.run("notice", "promises")
    expect(promises, 1, "enforced", "proved", "not kept", "HL-9")
    expect(home.run("audit", "verify"), 0, "whole")
finally:
    home.remove()
print("a notice goes from one version to the next")
