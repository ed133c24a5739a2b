"""Importing tables from independent writers: dry run, errors a row, kill -9 in the middle, going on, undoing."""
import contextlib, csv, datetime, os, signal, sqlite3, subprocess, sys, time

import openpyxl

import almoner
from almoner import expect

almoner.BINARY = sys.argv[1]
ROWS, KILLS = 300, 3
HEADER = ["Full name", "Date of birth", "NHS number", "Telephone", "Needs", "Newsletter", "Agreed on", "Shoe size"]


# Valid NHS numbers that nobody has.
NUMBERS = []
for start in range(2 * ROWS):
    digits = f"999{start:06}"
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits)) % 11
    if check != 10:
        NUMBERS.append(digits + str(check % 11))
FIRST = ["Ana", "Ben", "Cy", "Di", "Efua", "Farah", "Gwen", "Huw", "Iris", "Jo"]
LAST = ["Kovač", "Adeyemi", "O’Neill", "Rivers", "Łukasz", "Marsh", "Nnadi", "Bell", "Quill", "Fields"]


def row(n):
    born = datetime.date(1940, 1, 1) + datetime.timedelta(days=37 * n)
    name = f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {FIRST[n // 100 % 10]}"
    day = [born.isoformat(), born.strftime("%d/%m/%Y"), born.strftime("%d %B %Y")][n % 3]
    return [name, day, NUMBERS[n], f"01632 960{n:03}", f"Zebrafish shopping {n}" if n % 2 else "",
            "Yes" if n % 3 == 0 else "No", "1/11/2025", "7"]


home = almoner.Home()
try:
    def path(name):
        return os.path.join(home.folder, name)

    def write(name, rows, **how):
        with open(path(name), "w", newline="", encoding="utf-8") as out:
            csv.writer(out, **how).writerows([HEADER, *rows])

    def count(table):
        """Rows of a table, read beside the program."""
        with contextlib.closing(sqlite3.connect(f"file:{home.path}/almoner.db", uri=True)) as db:
            return db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    status, listed = home.json("staff", "list")
    me = next(account["staff"] for account in listed["staff"] if account["login"] == "admin")
    write("people.csv", [row(n) for n in range(ROWS)])

    # A mapping is proposed, by the notice; what it does not take is left out by name.
    proposed = path("proposed.toml")
    expect(home.run("import", "map", path("people.csv"), "--purpose", "support", "--out", proposed), 0, "look at")
    text = open(proposed).read()
    for words in ('field = "date-of-birth"', 'field = "nhs-number"', 'basis = "6(1)(e)"', 'field = "needs"'):
        assert words in text, text
    assert 'header = "Shoe size"\nskip = true' in text, text
    mapping = path("mapping.toml")
    news = ('header = "Newsletter"\nconsent = "newsletter"\nyes = ["Yes"]\nno = ["No"]\n\n'
            '[[column]]\nheader = "Agreed on"\nconsent-date = "newsletter"\n')
    blocks = [block for block in text.split("\n[[column]]\n") if '"Agreed on"' not in block]
    blocks = [news if '"Newsletter"' in block else block for block in blocks]
    open(mapping, "w").write("\n[[column]]\n".join(blocks))
    this = ("import", path("people.csv"), "--mapping", mapping)

    # Who may not write is told why, and nothing is there.
    before = count("subject")
    expect(home.run(*this), 1, "column")
    expect(home.run("staff", "give-role", me, "support-worker"), 0)

    # A column that nobody decided about is refused by its name, with the clause.
    without = path("without.toml")
    open(without, "w").write("\n[[column]]\n".join(b for b in blocks if "Shoe size" not in b))
    expect(home.run("import", path("people.csv"), "--mapping", without), 1, "Shoe size (H)", "HL-2", "5(1)(c)",
           "Nothing was imported")

    # Wrong rows are named by row and column, never by what they say.
    bad = [row(n) for n in range(4)]
    bad[1][1], bad[2][2], bad[3][5] = "31/6/1950", "9990000019", "perhaps"
    write("bad.csv", bad)
    done = home.run("import", path("bad.csv"), "--mapping", mapping)
    expect(done, 1, "row 3, Date of birth (B)", "row 4, NHS number (C)", "row 5, Newsletter (F)", "check digit",
           "Nothing was imported")
    for value in ("31/6/1950", "9990000019", "perhaps", "Ana Kovač"):
        assert value not in done.stdout + done.stderr, done
    bad[1][1] = "12/27/1950"
    write("bad.csv", bad[:2])
    expect(home.run("import", path("bad.csv"), "--mapping", mapping, "--good-rows"), 1, "month before the day",
           "read wrongly")
    expect(home.run(*this, "--dry-run"), 0, f"{ROWS} rows: {ROWS} to do", "dry run")
    assert count("subject") == before

    # Killed in the middle, again and again, it goes on; every row is there once.
    for kill in range(KILLS):
        running = subprocess.Popen([almoner.BINARY, *this, "--home", home.path], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wanted = before + (kill + 1) * ROWS // (KILLS + 2)
        deadline = time.monotonic() + 120
        while count("subject") < wanted and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL, "it was done before it was killed"
    status, listed = home.json("import", "list")
    assert [one["finished"] for one in listed["imports"]] == [False], listed
    batch = listed["imports"][0]["import"]
    began = time.monotonic()
    status, done = home.json(*this)
    took = time.monotonic() - began
    assert status == 0 and done["import"] == batch, done
    assert done["done"] + done["people"] in (ROWS, ROWS - 1), done  # one may have been broken off in its middle
    assert count("subject") == before + ROWS
    assert count("intake_made WHERE what = 'person'") == ROWS
    assert count("intake_made WHERE what = 'newsletter'") == ROWS
    assert count("record") - count("document") >= ROWS + ROWS // 2
    expect(home.run(*this), 0, f"{ROWS} done before")
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("check"), 0)

    # Nothing of it stands in the home in plain.
    for folder, _, names in os.walk(home.path):
        for name in names:
            data = open(os.path.join(folder, name), "rb").read()
            for value in (b"Zebrafish", NUMBERS[7].encode(), "Łukasz".encode(), b"01632 960007"):
                assert value not in data, (name, value)

    # The same people from a workbook are known again, and held back.
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    other = row(1)
    other[1], other[2] = datetime.date(1940, 2, 7), None  # the name, and the day of birth
    for each in (row(0), other, row(ROWS)):
        sheet.append(each)
    sheet.cell(2, 3).value = int(NUMBERS[0])
    book.save(path("again.xlsx"))
    this_too = ("import", path("again.xlsx"), "--mapping", mapping)
    status, again = home.json(*this_too)
    assert status == 1 and again["people"] == 1, again
    assert [held["row"] for held in again["held"]] == [2, 3], again
    known = again["held"][0]["people"][0]
    expect(home.run(*this_too, "--existing", f"2={known}", "--another", "3"), 0, "1 people")

    # Whom others told of is to be told within a month.
    status, due = home.json("import", "due")
    assert status == 0 and len(due["people"]) == ROWS + 2, len(due["people"])
    expect(home.run("notice", "tell", known, "--how", "letter", "--purpose", "support"), 0)
    status, due = home.json("import", "due")
    assert len(due["people"]) == ROWS + 1, len(due["people"])

    # Undone as one, but for whom somebody has used since.
    status, undone = home.json("import", "undo", batch)
    assert status == 1 and undone["people"] == ROWS - 1, undone
    assert [one["person"] for one in undone["left"]] == [known], undone
    assert count("subject") == before + 3
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("check"), 0)
    expect(home.run("import", "undo", "0" * 32), 3, "no such import")
    expect(home.run("import"), 2, "--mapping")

    # While the home is served, the server does it.
    home.serve()
    expect(home.run(*this), 1, f"{ROWS - 2} people", "2 held back")
    home.stop()
    print(f"{ROWS} rows, killed {KILLS} times; the rest took {took:.1f} s")
finally:
    home.remove()
