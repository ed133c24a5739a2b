"""The chief executive, who sees nobody's data, signs the next version of the notice: what changes is read first, nobody else
can sign in their place, and it comes into force once every step is on record."""
import os, sys, tempfile

import almoner
from almoner import expect
from journey import Chromium, colleague, signs_in

almoner.BINARY = sys.argv[1]
STEPS = ("    - {id: trustees, role: Trustees, kind: ratification, done: 2026-11-02}\n",
         "    - {id: chief, role: chief, kind: ratification, done: 2026-11-02}\n")
HOLDER = "  - {id: chair, name: Chair of trustees, answers-for: [approval, conflict]}\n"
CHIEF = HOLDER + "  - {id: chief, name: Chief executive, answers-for: [approval], role: chief-executive}\n"
ROLE = "  - {id: administrator, name: Administrator,"
OLD = "    reads: [contact-details]\n    writes: [contact-details]\n    roles: [receptionist]"
NEW = ("    condition: 9(2)(h)\n    schedule-1: \"2\"\n    reads: [contact-details, support-notes]\n"
       "    writes: [contact-details]\n    roles: [receptionist]")


def replaced(text, *pairs):
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


text = replaced(open("notices/example.yaml").read(), STEPS, (HOLDER, CHIEF),
                (ROLE, "  - {id: chief-executive, name: Chief executive, reach: assigned, duties: []}\n" + ROLE))
with tempfile.TemporaryDirectory() as folder:
    first = os.path.join(folder, "first.yaml")
    open(first, "w").write(text)
    home = almoner.Home(first)
try:
    colleague(home, "ceri", "chief-executive")
    colleague(home, "al", "administrator")
    draft = os.path.join(home.folder, "later.yaml")
    open(draft, "w").write(replaced(text, ('version: "2026-11"', 'version: "2027-01"'), (OLD, NEW)))
    expect(home.run("notice", "add", draft), 0, "0 unlawful")
    home.serve()
    with Chromium(home) as chromium:
        # Somebody else cannot sign in their place, and reads why.
        ada = signs_in(chromium.screen("desk", script=True), home, "ada")
        ada.go("/notice/manage").follow("Version 2027-01", part=True)
        page = ada.path()
        ada.go(page + "/sign/chief").tap("Sign it").reads("This step is for another role of the notice.")
        ada.go(page + "/sign/officer").tap("Sign it").reads("The step is recorded.", "Not signed")

        ceri = signs_in(chromium.screen("phone", script=False), home, "ceri")
        ceri.go("/notice/manage").follow("Version 2027-01", part=True).reads("support notes", "Chief executive").flawless()
        ceri.go(page + "/sign/chief").reads("You sign the version with this fingerprint")
        ceri.write({"Where it is on paper (optional)": "board minute 12 of 3 December 2026"}).tap("Sign it")
        ceri.at(page + r"\?done=signed").reads("board minute 12")
        ceri.go(page + "/publish").reads("Not one of your tasks", "Administrator")

        al = signs_in(chromium.screen("desk", script=False), home, "al")
        al.go(page + "/publish").reads("2026-11").tap("Put it in force now").reads("In force")
        al.go("/").reads("2027-01")
    home.stop()
    expect(home.run("notice", "versions"), 0, "superseded", "2027-01  in force")
    expect(home.run("audit", "verify"), 0, "whole")
finally:
    home.remove()
