"""Disposals from outside: paper recorded, approved by nobody alone, confirmed, listed, as register and certificate;
and the figures of what was made anonymous."""
import csv, json, os, sys

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]


home = almoner.Home()
try:
    box = {"medium": "paper", "class": "support-notes", "rule": "support-record", "batch": "=1+1", "volume": "4 boxes",
           "from": "2008-01-01", "to": "2010-12-31", "triggered": "2010-12-31", "holds": "none",
           "decision": "destroy", "reason": 'the time is over, "as agreed"'}

    # What the demonstration destroyed is there already.
    expect(home.run("disposal", "list"), 0, "computer", "newsletter: 1 record, destroy")
    for wrong in ("", "[]", "{}", json.dumps({**box, "name": "Margaret"}), json.dumps({**box, "decision": "burn"}),
                  json.dumps({**box, "triggered": "2020-01-01"}), json.dumps({**box, "rule": "no-such"})):
        done = home.run("disposal", "add", stdin=wrong)
        assert done.returncode == 2 and "Margaret" not in done.stderr, (wrong, done)
    status, added = home.json("disposal", "add", stdin=json.dumps(box))
    assert status == 0, added
    disposal = added["disposal"]
    expect(home.run("disposal", "list"), 0, disposal, "not approved", "4 boxes")

    # One account alone cannot approve, nor say that it was destroyed before somebody did.
    expect(home.run("disposal", "approve", disposal), 1, "somebody other")
    expect(home.run("disposal", "confirm", disposal, stdin='{"destroyed-on":"2026-11-20","method":"shred"}'), 3,
           "approved first")
    expect(home.run("disposal", "confirm", disposal, stdin='{"reason":"another"}'), 2)
    expect(home.run("disposal", "confirm", disposal, stdin='{"processors":"the archive says theirs is gone"}'), 0)
    expect(home.run("disposal", "confirm", "0" * 32, stdin='{"copies":"none"}'), 3)

    # A spreadsheet reads the register, and no cell as a formula.
    register = os.path.join(home.folder, "register.csv")
    expect(home.run("disposal", "register", "--out", register), 0, "2 rows")
    expect(home.run("disposal", "register", "--out", register), 3)
    text = open(register, newline="", encoding="utf-8-sig").read()
    assert text.count("\r\n") == 3 and text.count("\n") == 3, text
    rows = {row["Disposal"]: row for row in csv.DictReader(open(register, newline="", encoding="utf-8-sig"))}
    row = rows[disposal]
    assert row["Subject or batch"] == "'=1+1" and row["Reason"] == box["reason"], row
    assert row["Eligible from"] == "2019-01-01" and row["Trigger"] == "last-contact", row
    assert row["Processors confirmed"] == "the archive says theirs is gone" and row["State"] == "not approved", row

    # A certificate, with the proof that anyone can check.
    certificate = os.path.join(home.folder, "certificate.pdf")
    expect(home.run("disposal", "certificate", disposal, "--out", certificate), 0, ".tlog-proof")
    assert open(certificate, "rb").read(5) == b"%PDF-"
    assert open(certificate + ".tlog-proof").read().startswith("c2sp.org/tlog-proof@v1\n")
    expect(home.run("disposal", "certificate", disposal, "--out", certificate), 3)

    expect(home.run("statistics"), 0, "Nothing was made anonymous")
    done = home.run("statistics", "--csv")
    assert done.returncode == 0 and "Year recorded" in done.stdout, done
    status, figures = home.json("statistics")
    assert status == 0 and figures["figures"] == [], figures

    expect(home.run("audit", "verify"), 0, "whole")
finally:
    home.remove()
print("disposals are recorded as they should be")
