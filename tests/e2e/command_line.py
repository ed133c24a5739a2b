"""The program as its user meets it: exit statuses, sentences, JSON, and the socket of a home that is served."""
import contextlib, json, os, re, sqlite3, sys

import almoner
from almoner import expect, run

almoner.BINARY = sys.argv[1]


# The law, without a home.
due = json.loads(run("law", "due", "access", "--received", "2026-12-01", "--nation", "scotland", "--json").stdout)
assert due["due"] == "2027-01-05", due
paused = json.loads(run("law", "due", "access", "--received", "2026-12-01", "--ask", "2026-12-03", "--json").stdout)
assert paused["due"] is None and paused["days_left"] is not None, paused
expect(run("law", "due", "erasure", "--received", "2026-12-01", "--ask", "2026-12-03"), 2, "12A(5)")
expect(run("law", "due", "access", "--received", "2028-12-20"), 2)
expect(run("law", "due", "access", "--received", "2026-02-30"), 2, "the day must exist")
expect(run("law", "due", "holiday", "--received", "2026-12-01"), 2)
expect(run("law", "due", "access"), 2, "--received")
expect(run("no-such-noun"), 2)
# A name typed as an argument by mistake is not repeated; --json answers in JSON here too.
slip = run("subject", "find", "Margaret Example", "--json")
assert slip.returncode == 2 and "Margaret" not in slip.stdout + slip.stderr, slip
assert json.loads(slip.stdout)["code"] == "usage", slip
expect(run("--version"), 0, "almoner")

# Notices: clean, wrong, missing.
expect(run("notice", "check", "notices/example.yaml"), 0, "no findings")
halifax = expect(run("notice", "check", "notices/halifax-opportunities-trust.yaml"), 1, "unlawful:", "£10", "instead:")
sarif = json.loads(run("notice", "check", "notices/example.yaml", "notices/aptcoo.yaml", "--sarif").stdout)
assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"], sarif["runs"][0].keys()
expect(run("notice", "effective", "notices/halifax-opportunities-trust.yaml"), 0, "the earlier of 30 days and one month")
expect(run("notice", "check", "notices/example.yaml", "--law", "/nonexistent"), 3, "statute files")
expect(run("notice", "check", "no-such-file.yaml"), 3, "no-such-file.yaml")
expect(run("subject", "find", "--home", "/nonexistent"), 3, "almoner init")
expect(run("subject", "find"), 2, "--home")

home = almoner.Home()
try:
    wrong = os.path.join(home.folder, "wrong.yaml")
    text = open("notices/example.yaml").read()
    open(wrong, "w").write(text.replace("basis: 6(1)(e)", "basis: 6(1)(z)").replace("keep: 8 years", "keep: for ever"))
    expect(run("notice", "check", wrong), 1, "6(1)(z)", "for ever", "error:")
    findings = json.loads(run("notice", "check", wrong, "--json").stdout)["findings"]
    assert len(findings) == 2 and all(f["line"] > 1 and f["remedy"] for f in findings), findings
    expect(run("init", "--home", os.path.join(home.folder, "other"), "--notice", wrong), 2, "notice check")
    assert not os.path.exists(os.path.join(home.folder, "other")), "a home was half made"
    expect(run("init", "--home", home.path, "--notice", "notices/example.yaml"), 3, "already")
    # The benchmark fills a folder of its own and takes it away again, also where it ends early.
    filled = os.path.join(home.folder, "filled")
    few = ["bench", "gdprbench", "--home", filled, "--records", "60", "--users", "12", "--operations", "40"]
    for store in ("almoner", "plain"):
        measured = json.loads(expect(run(*few, "--clients", "2", "--store", store, "--json"), 0).stdout)
        assert measured["schema"] == "almoner.bench.gdprbench/1" and measured["store"] == store, measured
        assert sum(one["operations"] for one in measured["operations"].values()) == 40, measured
        assert measured["operations_a_second"] > 0 and measured["bytes_a_record"] > 0, measured
    expect(run(*few, "--workload", "regulator"), 0, "VERIFY-DELETION")
    expect(run(*few, "--workload", "processor"), 0, "READ-DATA-BY-DEC")
    expect(run(*few, "--workload", "thief"), 2, "no such workload")
    expect(run(*few, "--store", "paper"), 2, "almoner, plain, compliant or redis")
    expect(run(*few, "--clients", "0"), 2, "at least one")
    expect(run(*few, "--clients", "5000"), 2, "at most 1,024")
    expect(run("bench", "gdprbench", "--home", filled, "--users", "0"), 2, "somebody")
    assert not os.path.exists(filled), "what the benchmark filled is still there"
    expect(run("bench", "gdprbench", "--home", home.path), 3, "does not exist yet")
    # A new home has its recovery kit, and a first night that finds nothing wrong.
    new, place = os.path.join(home.folder, "new"), os.path.join(home.folder, "place")
    os.mkdir(place)
    made = run("init", "--home", new, "--notice", "notices/example.yaml", "--backups", os.path.join(home.folder, "kept"),
               "--copies", place, "--json")
    made = json.loads(expect(made, 0).stdout)
    assert made["kit"]["confirmed"] == 1 and len(made["kit"]["sheets"]) == 3, made
    assert all(os.path.exists(sheet) for sheet in made["kit"]["sheets"]), made
    expect(run("nightly", "--home", new), 0, "A backup was made")
    # Where no kit can be made, the password is told all the same.
    os.mkdir(os.path.join(home.folder, "taken"))
    open(os.path.join(home.folder, "taken", "kit-1-sheet-1.pdf"), "w").close()
    expect(run("init", "--home", new + "er", "--notice", "notices/example.yaml", "--kit",
               os.path.join(home.folder, "taken")), 3, "with the password", "key escrow")

    person = home.person()
    # Refusals are exit 1, quote, and say what to do.
    done = home.run("subject", "show", person, "--purpose", "support")
    expect(done, 1, "REFUSED", "why:", "next:")
    status, refused = home.json("subject", "show", person, "--purpose", "no-such-purpose")
    assert status == 1 and refused["rule"] == "purpose", refused
    expect(home.run("subject", "show", "00"), 2, "32 hexadecimal digits")
    expect(home.run("subject", "show", "0" * 32, "--purpose", "law.rights"), 3, "no such person")
    # Input that is wrong changes nothing.
    for bad in ["", "[]", "{", '{"text": 5}', '{"text":"a","text":"b"}', '{"text":"\\ud800"}', "\u0000"]:
        done = home.run("record", "add", person, "--category", "support-notes", "--purpose", "support", stdin=bad)
        assert done.returncode == 2, (bad, done)
    # Holds have a kind, a review and a reason; what is left of somebody who never was here is nothing.
    place = ["hold", "place", person, "--purpose", "law.rights", "--review", "2999-01-01"]
    expect(home.run(*place, "--kind", "gossip", stdin="They say so."), 2, "no such kind of hold")
    expect(home.run(*place, "--kind", "crime", stdin=""), 2, "Say why")
    expect(home.run(*place, "--kind", "crime", stdin="The police asked."), 0, "Placed")
    listed = home.json("hold", "list", person, "--purpose", "law.rights")[1]["marks"]
    assert listed[0]["ground"] == "crime" and not listed[0]["overdue"], listed
    expect(home.run("hold", "show", person, listed[0]["id"]), 0, "The police asked.")
    expect(home.run("hold", "override", person, listed[0]["id"], stdin="The court said so."), 0, "two people")
    expect(home.run("hold", "override", person, listed[0]["id"], stdin="The court said so."), 1, "somebody else")
    expect(home.run("hold", "lift", person, listed[0]["id"], stdin="It is over."), 0, "Lifted")
    expect(home.run("hold", "list"), 0, "None")
    expect(home.run("file", "list"), 0, "hold")
    expect(home.run("subject", "residue", stdin='{"name": "Nobody Here"}'), 0, "Nothing of them remains")
    expect(home.run("subject", "residue", person, stdin='{"name": "Nobody Here"}'), 3, "not erased")
    expect(home.run("retention", "keep", person, "--until", "2999-01-01", stdin="She may come back."), 2, "twenty years")
    # One byte changed in the log is found, and its place named. Nothing of the person stands in any message.
    before = home.run("audit", "verify")
    expect(before, 0, "whole")

    # While the home is served, the command line goes through its socket.
    home.serve()
    assert home.person() == person
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("serve"), 3, "owns this home")
    limits = open(f"/proc/{home.server.pid}/limits").read()
    assert re.search(r"Max core file size +0 +0", limits), "what the process holds could reach the disk"
    status, body = home.request("GET", "/healthz")
    assert status == 200, body
    status, body = home.request("GET", f"/api/v1/people/{person}/records", "sam", {"X-Purpose": "support"})
    assert status == 200 and "Margaret" in body, body
    status, body = home.request("GET", f"/api/v1/people/{person}/records", "jo", {"X-Purpose": "support"})
    assert status == 403 and "HL-2" in body and "Margaret" not in body, body
    status, body = home.request("GET", f"/api/v1/people/{person}/records")
    assert status == 401, (status, body)
    home.stop()
    expect(home.run("audit", "verify"), 0, "whole")

    # One byte changed in the tree is found, and its place named, although nothing can be sealed after it.
    database = os.path.join(home.path, "almoner.db")
    whole = open(database, "rb").read()
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        hashes = bytearray(db.execute("SELECT hashes FROM log_tile WHERE level = 0").fetchone()[0])
        hashes[-1] ^= 1
        db.execute("UPDATE log_tile SET hashes = ? WHERE level = 0", (bytes(hashes),))
    expect(home.run("audit", "verify"), 1, "tile")
    open(database, "wb").write(whole)

    # A key file that others may read is refused.
    os.chmod(home.path + ".keys/root.key", 0o644)
    expect(home.run("audit", "verify"), 2, "chmod 600")
    os.chmod(home.path + ".keys/root.key", 0o600)
finally:
    home.remove()
print("the command line does as it says")
