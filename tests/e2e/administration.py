"""An administrator's day: accounts, roles, caseloads, services, passwords, a leaver; and that nobody answers alone."""
import os, sys

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]


home = almoner.Home()
try:
    person = home.person()
    status, listed = home.json("staff", "list")
    staff = {account["login"]: account for account in listed["staff"]}
    jo = staff["jo"]["staff"]
    assert staff["jo"]["roles"] == ["support-worker"], staff

    home.serve()
    records = f"/api/v1/people/{person}/records"

    def reads(login, purpose):
        return home.request("GET", records, login, {"X-Purpose": purpose})[0]

    # A caseload, and its end.
    assert reads("jo", "support") == 403
    expect(home.run("staff", "assign", jo, person), 0)
    assert reads("jo", "support") == 200
    expect(home.run("staff", "unassign", jo, person), 0)
    assert reads("jo", "support") == 403
    expect(home.run("staff", "unassign", jo, person), 3, "no such assignment")

    # A service that the person uses, and leaves.
    expect(home.run("staff", "assign", jo, "day-centre", "--kind", "service"), 0)
    assert reads("jo", "support") == 403
    expect(home.run("staff", "assign", jo, "tea-room", "--kind", "service"), 2, "no such service")
    expect(home.run("subject", "enrol", person, "day-centre", "--purpose", "law.rights"), 0, "Enrolled")
    assert reads("jo", "support") == 200
    expect(home.run("subject", "enrol", person, "day-centre", "--purpose", "law.rights"), 3, "already")
    expect(home.run("subject", "leave", person, "day-centre", "--purpose", "law.rights"), 0, "Left")
    assert reads("jo", "support") == 403

    # A role, and its end.
    expect(home.run("staff", "give-role", jo, "no-such-role"), 2, "no such role")
    expect(home.run("staff", "give-role", jo, "support-worker"), 3, "already")
    expect(home.run("staff", "give-role", jo, "receptionist"), 0)
    assert reads("jo", "reception") == 200
    expect(home.run("staff", "take-role", jo, "receptionist"), 0)
    assert reads("jo", "reception") == 403
    expect(home.run("staff", "take-role", jo, "receptionist"), 3, "does not have the role")
    expect(home.run("staff", "give-role", "0" * 32, "receptionist"), 3)

    # A forgotten password.
    status, new = home.json("staff", "password", jo)
    assert status == 0 and len(new["password"]) == 19, new
    assert reads("jo", "support") == 401, "the old one still opens"
    home.passwords["jo"] = new["password"]
    assert reads("jo", "support") == 403
    home.stop()

    # One record that was two people's becomes two.
    status, shown = home.json("subject", "show", person, "--purpose", "law.rights")
    note = next(r["record"] for r in shown["records"] if r["category"] == "support-notes")
    split = ("subject", "split", person, "--record", note, "--kind", "service-user", "--category", "contact-details",
             "--purpose", "support")
    expect(home.run(*split, stdin='{"name":"Ruth Quayle"}'), 1, "REFUSED")  # an administrator supports nobody
    me = staff["admin"]["staff"]
    expect(home.run("staff", "give-role", me, "support-worker"), 0)
    expect(home.run("staff", "assign", me, person), 0)
    expect(home.run(*split, stdin="{}"), 2)
    status, other = home.json(*split, stdin='{"name":"Ruth Quayle"}')
    assert status == 0, other
    status, shown = home.json("subject", "show", other["subject"], "--purpose", "support")
    assert note in [record["record"] for record in shown["records"]], shown
    expect(home.run("subject", "find", "--purpose", "law.rights", stdin="Quayle"), 0, other["subject"])

    # Nobody is assigned to, or closed to, an id that is nobody's.
    expect(home.run("staff", "close-record", jo, "0" * 32, "--because", "relative"), 3, "no such person")
    expect(home.run("staff", "assign", "0" * 32, person), 3, "no such staff account")

    # The last one who administers cannot go, nor what lets them.
    expect(home.run("staff", "take-role", me, "administrator"), 3, "give it to somebody else first")
    expect(home.run("staff", "end", me), 3, "give it to somebody else first")
    assert home.json("staff", "list")[0] == 0

    # A leaver.
    expect(home.run("staff", "end", jo), 0)
    expect(home.run("staff", "end", jo), 3, "no such staff account in office")
    status, listed = home.json("staff", "list")
    assert jo not in [account["staff"] for account in listed["staff"]]

    # Whoever drafts a pack does not approve it.
    status, opened = home.json("request", "open", "access", "--subject", person, "--received", "2026-11-20",
                               stdin="Everything, please.")
    request = opened["request"]
    for category in ("support-notes", "contact-details"):
        expect(home.run("request", "rule", request, "--category", category, "--yes",
                        *(["--known", "read with her"] if category == "support-notes" else [])), 0)
    expect(home.run("request", "draft", request, "--out", "/no/such/parent"), 3)
    assert "drafted" not in home.run("request", "show", request).stdout, "a draft that nobody has"
    expect(home.run("request", "draft", request, "--out", os.path.join(home.folder, "draft")), 0, "not for release")
    expect(home.run("request", "approve", request), 1, "somebody other")
    expect(home.run("request", "show", request), 0, "drafted")
    expect(home.run("request", "list"), 0, request)

    # All of it is in the log, and the log answers for the rows.
    expect(home.run("audit", "verify"), 0, "whole")
finally:
    home.remove()
print("administration does as it says")
