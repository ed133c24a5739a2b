"""A care worker with an old telephone and hardly any signal: from signing in to a note on the record in three taps. What is
not theirs to see is refused, with the sentence of the notice that says so."""
import sys

import almoner
from almoner import expect
from journey import Chromium, signs_in

almoner.BINARY = sys.argv[1]
SLOW_3G = {"latency": 400, "bytes": 50_000}  # milliseconds there and back, bytes a second

home = almoner.Home()
try:
    home.serve()
    with Chromium(home) as chromium:
        for size, script in (("phone", True), ("phone", False), ("desk", True), ("desk", False)):
            note = f"Walked to the harbour and back. ({size}, {script})"
            sam = chromium.screen(size, script)
            if size == "phone":
                sam.slow(**SLOW_3G)
            signs_in(sam, home, "sam")
            sam.follow("Margaret O'Shea", part=True).touch("What happened").type(note)
            sam.tap("Add the note").reads("The note is on the record.", note)
            assert sam.taps == 3 and sam.fields == 0, (sam.taps, sam.fields)

            # A newsletter that she does not want: nothing of it is shown, and why.
            sam.select("What are you doing this for?", "newsletter").tap("Show for this purpose")
            sam.reads("This was refused", "The person has not agreed to", "The notice says (HL-4)",
                      "We send you our newsletter only if you have said yes to it",
                      "record their consent first").flawless()
            assert "harbour" not in sam.text(), "a refusal shows nothing"
            sam.follow("See HL-4 in our notice").at("/#HL-4|/").reads("only if you have said yes to it")
            # She says yes on the telephone: it is read. She takes it back: the next reading is refused.
            for answer, read in (("They agree", True), ("They take it back", False)):
                sam.go("/today").follow("Margaret O'Shea", part=True)
                sam.follow("What they agreed to").flawless().follow("Write down their answer").flawless()
                sam.choose(answer, "By phone").write({"How can it be shown later?": "Rang the office at ten."})
                sam.tap("Record their answer").reads("Their answer is recorded").follow("The person")
                sam.select("What are you doing this for?", "newsletter").tap("Show for this purpose")
                sam.reads("What they agreed to" if read else "This was refused")
                assert ("This was refused" in sam.text()) != read, sam.text()

            # Signed out while she wrote: it stands there, and is on the record after the next sign-in.
            late = f"Slept well, ate little. ({size}, {script})"
            sam.go("/today").follow("Margaret O'Shea", part=True).write({"What happened": late})
            sam.end_session()
            sam.tap("Add the note").reads("You have been signed out", "nothing that you wrote is lost").flawless()
            assert late in sam.html(), sam.text()
            sam.open_tab(name="Sign in (opens in a new tab)")
            signs_in(sam, home, "sam").close_tab()
            sam.tap("Send it again").reads("This form is out of date", "You are signed in as Sam Rivers").flawless()
            sam.tap("Send it again").reads("The note is on the record.", late)
            assert not sam.script or not [fault for fault in sam.faults() if "403" not in fault], sam.faults()
    home.stop()
    status, shown = home.json("subject", "show", home.person(), "--purpose", "law.rights")
    notes = [record["fields"]["text"] for record in shown["records"] if "harbour" in str(record["fields"].get("text"))]
    slept = [record for record in shown["records"] if "Slept well" in str(record["fields"].get("text"))]
    assert len(notes) == len(slept) == 4, shown
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
