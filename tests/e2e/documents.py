"""Documents: in and out again in little memory, while served and not; a crash, damage and forgetting."""
import hashlib, json, os, subprocess, sys, time

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]
SIZE = 48 << 20
MOST_MEMORY = 64 << 10  # KiB, of a whole process
# A sanitizer keeps what was freed, so what a program needs cannot be seen under it.
SANITIZED = subprocess.run(["grep", "-q", "__asan_init", sys.argv[1]]).returncode == 0


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def measured(*args):
    """Runs one command; the most memory it had, in KiB (or this process, while it is small still)."""
    running = subprocess.Popen([almoner.BINARY, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, args
    return used.ru_maxrss


home = almoner.Home()
try:
    person = home.person()
    status, listed = home.json("staff", "list")
    me = next(account["staff"] for account in listed["staff"] if account["login"] == "admin")
    letter = os.path.join(home.folder, "letter.pdf")
    with open(letter, "wb") as out:
        for _ in range(SIZE >> 20):
            out.write(os.urandom(1 << 20))
    sha256 = hash_of(letter)
    add = ("document", "add", person, "--category", "support-notes", "--type", "application/pdf", "--file", letter,
           "--purpose", "support")
    name = '{"document":"Letter from Portwick hospital"}'

    def files():
        return [os.path.join(folder, file) for folder, _, names in os.walk(os.path.join(home.path, "files"))
                for file in names if len(file) >= 32]

    # Whom the notice does not let write leaves nothing.
    expect(home.run(*add, stdin=name), 1, "REFUSED")
    assert files() == []
    expect(home.run("staff", "give-role", me, "support-worker"), 0)
    expect(home.run("staff", "assign", me, person), 0)
    expect(home.run(*add[:5], "--type", "pdf", *add[7:], stdin=name), 2, "application/pdf")
    contact = ("document", "add", person, "--category", "contact-details", *add[5:])
    expect(home.run(*contact), 2, "no field for documents")

    # In and out, and a list of what there is.
    status, added = home.json(*add, stdin=name)
    assert status == 0 and added["size"] == SIZE, added
    record = added["record"]
    out = os.path.join(home.folder, "out.pdf")
    show = ("document", "show", record, "--out", out, "--purpose", "support")
    expect(home.run(*show), 0, "application/pdf")
    assert hash_of(out) == sha256
    assert os.stat(out).st_mode & 0o777 == 0o600
    expect(home.run(*show), 3, "exists already")
    status, listed = home.json("document", "list", person, "--purpose", "support")
    assert [(d["record"], d["document"]["sha256"]) for d in listed["documents"]] == [(record, sha256)], listed
    assert listed["documents"][0]["fields"]["document"] == "Letter from Portwick hospital", listed
    expect(home.run("document", "list", person, "--purpose", "reception"), 1, "REFUSED")
    expect(home.run("document", "show", "0" * 32, "--out", out + "2", "--purpose", "support"), 3, "no such document")
    assert not os.path.exists(out + "2") and not os.path.exists(out + "2.part")
    peak = max(measured("document", "show", record, "--out", out + "3", "--purpose", "support", "--home", home.path),
               measured(*add, "--home", home.path))
    assert SANITIZED or peak < MOST_MEMORY, f"{peak} KiB for a document of {SIZE >> 20} MiB"

    # The same while the home is served: the server reads and writes the files.
    home.serve()
    status, listed = home.json("document", "list", person, "--purpose", "support")
    second = next(d["record"] for d in listed["documents"] if d["record"] != record)
    os.remove(out)
    expect(home.run(*show), 0)
    assert hash_of(out) == sha256
    expect(home.run("check", "--deep"), 0, "2 documents, all there and read to the end")
    home.stop()

    # Nothing of it stands in the home in plain, and its name nowhere.
    start = open(letter, "rb").read(64)
    for file in files() + [os.path.join(home.path, "almoner.db")]:
        with open(file, "rb") as stored:
            data = stored.read()
            assert start not in data and b"Portwick hospital" not in data, file

    # Killed while it is being written: left over, found, unreadable, and removed.
    before = set(files())
    running = subprocess.Popen([almoner.BINARY, *add, "--home", home.path], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while set(files()) == before and running.poll() is None and time.monotonic() < deadline:
        pass
    running.kill()
    if running.wait() != 0:
        left = set(files()) - before
        assert left, "killed before it began to write"
        done = home.run("check")
        expect(done, 1, "left over", *(os.path.basename(file)[:32] for file in left))
        expect(home.run("retention", "run"), 0)
        assert set(files()) == before
    expect(home.run("check"), 0, "all there")

    # Damage and loss are found, and nothing of a damaged document is given.
    victim = files()[0]
    with open(victim, "r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    expect(home.run("check"), 0)
    expect(home.run("check", "--deep"), 1, "1 document altered", os.path.basename(victim))
    for number, each in enumerate((record, second)):
        target = f"{out}.{number}"
        done = home.run("document", "show", each, "--out", target, "--purpose", "support")
        assert done.returncode in (0, 3) and os.path.exists(target) == (done.returncode == 0), done
        assert not os.path.exists(target + ".part"), "half a document was left"
    os.rename(victim, victim + ".aside")
    status, report = home.json("check")
    assert status == 1 and report["missing"] == [os.path.basename(victim)], report
    os.rename(victim + ".aside", victim)
    with open(victim, "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(last)
    expect(home.run("check", "--deep"), 0, "2 documents")

    # A person who asks gets the bytes, under names that say nothing, in a bag that anyone can check.
    status, opened = home.json("request", "open", "access", "--subject", person, "--received", "2026-11-22",
                               stdin="Please.")
    assert status == 0, opened
    expect(home.run("request", "rule", opened["request"], "--category", "support-notes", "--yes"), 2,
           "health professional")
    expect(home.run("request", "rule", opened["request"], "--category", "support-notes", "--yes", "--known",
                    "it was written to her"), 0)
    pack = os.path.join(home.folder, "pack")
    expect(home.run("request", "draft", opened["request"], "--out", pack), 0)
    with open(os.path.join(pack, "manifest-sha256.txt")) as manifest:
        listed = dict(reversed(line.split()) for line in manifest)
    for document in ("data/documents/001.pdf", "data/documents/002.pdf"):
        assert listed[document] == sha256 == hash_of(os.path.join(pack, document)), listed
    expect(home.run("audit", "verify"), 0, "whole")
    print(f"{SIZE >> 20} MiB in and out in {peak >> 10} MiB of memory")
finally:
    home.remove()
