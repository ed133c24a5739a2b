"""Backups: made while writing goes on, killed at fifty points, restored inside the window and after it, on a machine
that has nothing but two trustees' sheets, and the run of every night. The same kills for restoring and for destroying
what is due."""
import glob, json, os, re, shutil, signal, subprocess, sys, threading, time

import almoner
from almoner import expect, run

almoner.BINARY = sys.argv[1]
POINTS = 50


def killed_at(fraction, usual, *args):
    """Runs the command and kills it when about that part of its usual time is over."""
    process = subprocess.Popen([almoner.BINARY, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(usual * fraction)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


def usual_time(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def shares_of(sheet):
    """The lines to copy, as they stand on the paper."""
    text = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True).stdout
    return "\n".join(re.findall(r"\b((?:[0-9A-Z]{5} +){4}[0-9A-Z]{2})\b", text)) + "\n"


home = almoner.Home()
backups, office = os.path.join(home.folder, "backups"), os.path.join(home.folder, "office")
try:
    os.mkdir(office, 0o700)
    with open(os.path.join(home.path, "almoner.toml"), "a") as settings:
        settings.write(f"backups = '{backups}'\ncopies = ['{office}']\n")
    person = home.person()
    _, listed = home.json("staff", "list")
    me = next(account["staff"] for account in listed["staff"] if account["login"] == "admin")
    expect(home.run("staff", "give-role", me, "support-worker"), 0)
    expect(home.run("staff", "assign", me, person), 0)

    # The kit: sheets on paper, and the sealed key ledger off the machine.
    expect(home.run("nightly"), 1, "recovery kit")
    sheets = os.path.join(home.folder, "kit")
    expect(home.run("key", "escrow", "--out", sheets), 0, "1 of 1 places", "Print each")
    expect(home.run("nightly"), 0, "A backup was made")
    shares = [shares_of(os.path.join(sheets, f"kit-1-sheet-{n}.pdf")) for n in (1, 2, 3)]
    assert all(share.count("\n") == 5 for share in shares), shares
    assert os.path.exists(os.path.join(backups, "witness.txt")) and os.path.exists(os.path.join(office, "witness.txt"))

    # While it is served and written to.
    home.serve()
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            body = json.dumps({"category": "support-notes", "source": "self", "nature": "fact",
                               "event_at": "2026-11-02T10:00:00Z", "fields": {"text": f"note {len(written)}"}})
            status, _ = home.request("POST", f"/api/v1/people/{person}/records", "sam",
                                     {"X-Purpose": "support", "Content-Type": "application/json"}, body)
            assert status == 201, status
            written.append(status)
    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.3)
    status, made = home.json("backup", "create")
    stop.set()
    writer.join()
    assert status == 0 and made["rows"] > 50 and written, made
    home.stop()
    expect(home.run("backup", "verify", made["file"]), 0, "is whole")
    expect(run("backup", "verify", made["file"], "--home", home.path + "x"), 3)

    # Killed at fifty points: what counts as a backup is whole, and the home goes on.
    extra = os.path.join(home.folder, "extra")
    usual = usual_time(lambda: expect(home.run("backup", "create", "--to", extra), 0))
    finished = 0
    for point in range(POINTS):
        shutil.rmtree(extra)
        if killed_at((point + 0.5) / POINTS, usual, "backup", "create", "--to", extra, "--home", home.path) == 0:
            finished += 1
        os.makedirs(extra, exist_ok=True)
        for file in glob.glob(os.path.join(extra, "*.backup")):
            expect(home.run("backup", "verify", file), 0, "is whole")
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("backup", "create", "--to", extra), 0)
    assert not glob.glob(os.path.join(extra, "*.part")), "what a killed backup left is still there"
    print(f"backup: {POINTS} points, {POINTS - finished} killed")

    # Destroying what is due, killed at fifty points: each person's record is there with all its keys, or gone.
    def known():
        _, found = home.json("audit", "verify")
        assert found["verified"], found
        status, due = home.json("retention", "due")
        assert status == 0, due
        return len(due["due"])

    people = []
    for n in range(30):
        done = home.run("subject", "add", "--kind", "service-user", "--category", "contact-details", "--purpose",
                        "support", "--json", stdin=json.dumps({"name": f"Person Example {n}", "phone": "01632 960001"}))
        assert done.returncode == 0, done
        people.append(json.loads(done.stdout)["subject"])
    for subject in people:
        expect(home.run("consent", "give", subject, "newsletter", "--means", "paper", "--purpose", "support",
                        stdin="form"), 0)
        expect(home.run("record", "add", subject, "--category", "newsletter", "--purpose", "newsletter",
                        stdin='{"email":"someone@people.example"}'), 0)
        expect(home.run("consent", "withdraw", subject, "newsletter", "--means", "phone", "--purpose", "support",
                        stdin="call"), 0)
    assert known() == len(people)
    _, before = home.json("backup", "create")
    for point in range(POINTS):
        killed_at(0.02 + point / POINTS / 4, 1.0, "retention", "run", "--home", home.path)
    expect(home.run("retention", "run"), 0)
    assert known() == 0
    print("retention: fifty kills, nothing by half")

    # Inside the window: what was destroyed since is destroyed again; restoring is killed at fifty points.
    target = os.path.join(home.folder, "restored")
    order = ("backup", "restore", before["file"], "--home", target, "--keys", home.path + ".keys")
    usual = usual_time(lambda: expect(run(*order), 0, f"erasures: {len(people)}", "signed out"))

    def is_whole():
        expect(run("audit", "verify", "--home", target), 0, "whole")
        due = json.loads(run("retention", "due", "--home", target, "--json").stdout)
        assert due["due"] == [], due

    killed = 0
    for point in range(POINTS):
        shutil.rmtree(target, ignore_errors=True)
        if killed_at((point + 0.5) / POINTS, usual, *order) == 0:
            continue
        killed += 1
        if os.path.exists(target):  # killed behind the renaming, which is the last thing that matters
            is_whole()
    shutil.rmtree(target, ignore_errors=True)
    expect(run(*order), 0)
    is_whole()
    print(f"restore: {POINTS} points, {killed} killed")

    # A drill that is killed leaves a copy of the keys: the night destroys it, and says so.
    scratch = home.path + ".drill"
    usual = usual_time(lambda: expect(home.run("backup", "drill"), 0, "Restoring works"))
    for point in range(2, 9):
        killed_at(point / 10, usual, "backup", "drill", "--home", home.path)
        if os.path.exists(os.path.join(scratch, "keys", "ledger")):
            break
    assert os.path.exists(os.path.join(scratch, "keys", "ledger")), "no drill was killed in the middle"
    expect(home.run("nightly"), 1, "cut short")
    assert not os.path.exists(scratch)
    expect(home.run("backup", "drill"), 0, "Restoring works")

    # Without the event ledger those who were destroyed would be back: only who says so gets that.
    shutil.rmtree(target)
    events, aside = os.path.join(home.path + ".keys", "events"), os.path.join(home.folder, "events.aside")
    shutil.move(events, aside)
    expect(run(*order), 3, "--without-event-ledger")
    assert not os.path.exists(target) and not os.path.exists(target + ".restoring")
    expect(run(*order, "--without-event-ledger"), 0, "WITHOUT THE EVENT LEDGER")
    back = json.loads(run("retention", "due", "--home", target, "--json").stdout)
    assert len(back["due"]) == len(people), back
    shutil.move(aside, events)

    # A new machine: one backup, two sheets, the place off the old one; nothing else.
    shutil.rmtree(home.path)
    shutil.rmtree(home.path + ".keys")
    keys, again = os.path.join(home.folder, "new.keys"), os.path.join(home.folder, "again")
    expect(run("key", "recover", "--from", office, "--keys", keys, stdin=shares[0]), 2)
    expect(run("key", "recover", "--from", office, "--keys", keys, stdin=shares[0] + "\n" + shares[2]), 0, "new root")
    expect(run("backup", "restore", before["file"], "--home", again, "--keys", keys, "--witness",
               os.path.join(office, "witness.txt")), 0, "erasures", "lost")
    expect(run("audit", "verify", "--home", again), 0, "whole")
    expect(run("subject", "find", "--purpose", "law.rights", "--home", again, stdin="Margaret"), 0)
finally:
    home.remove()
print("backups do as they say")
