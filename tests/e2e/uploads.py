"""Files that people choose in a browser, with JavaScript and without: the organisation's logo, which then stands on pages and
letters; a table as CSV and as a workbook, by a mapping that is kept; documents as one ZIP; a document for somebody's record in
three actions. And whatever is no such file, or no such form, is refused where it stands and leaves nothing behind."""
import os, re, ssl, subprocess, sys, zipfile

import almoner
from almoner import expect
from browser import png
from journey import Chromium, colleague, signed_in, signs_in

almoner.BINARY = sys.argv[1]
CSV = "Full name;Date of birth;Telephone\nUna Quill;3/6/1941;01632 960301\nHuw Marsh;28/2/1950;01632 960302\n"
PDF = b"%PDF-1.7\nSynthetic letter\n" + bytes(range(256)) * 8
MOST = 25 << 20


def kept(home, name, data):
    path = os.path.join(home.folder, name)
    with open(path, "wb") as out:
        out.write(data)
    return path


def workbook(path, rows):
    """As small as one can be (ECMA-376)."""
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows)
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>')
        out.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                     f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        out.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')
    return path


def logo(home, al, script):
    """Wrong ones are told at their field and change nothing; a good one is on the next page, as what it is."""
    good = png(120, 48)
    for name, data, said in (("notes.png", b"GIF89a not a picture", "A logo is a PNG or an SVG; this is neither"),
                             ("empty.png", b"", "The file is empty"), ("torn.png", good[:-40], "The PNG is damaged"),
                             ("script.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "Save it as a plain SVG"),
                             ("large.png", good + b"x" * (41 << 10), "The logo is too large")):
        al.go("/settings/look").write({"Name at the top of each page": "Fenland Care"})
        al.say("upload", label="Another logo" if script else "Logo", path=kept(home, name, data))
        al.tap("Save").reads("There is a problem", said).flawless()
        assert 'value="Fenland Care"' in al.html(), "what was typed is still there"
    al.say("upload", label="Another logo" if script else "Logo", path=kept(home, "logo.png", good))
    al.tap("Save").at(r"/settings\?done=look")
    assert re.search(r'src="/theme/[0-9a-f]{16}/logo"', al.html())
    al.go("/settings/look").reads("One is set").flawless()


def table(home, sam):
    """A file at each step, and a mapping that is kept under a name for the next one."""
    path = kept(home, "people.csv", CSV.encode())
    sam.go("/imports/new").flawless()
    sam.say("upload", label="The table as a file", path=path)
    sam.choose("Supporting people at home and in the day centre", group="For what is it?")
    sam.choose("Propose how the columns are read").tap("Go on").reads("A proposal is below").flawless()
    proposed = re.search(r'id="mapping"[^>]*>\n?([^<]*)</textarea>', sam.html())[1].replace("&quot;", '"')
    assert "01632" not in proposed and "Quill" not in sam.html(), "nothing of the file comes back"
    sam.write({"How its columns are read": re.sub(r'source = "[^"]*"', 'source = "council"', proposed),
               "Keep this mapping under the name": "Council, monthly"})
    sam.choose("Try it").tap("Go on").reads("Choose a file, or paste the rows").flawless()
    sam.say("upload", label="The table as a file", path=path)
    sam.choose("Try it").tap("Go on").reads("This was a trial: nothing was taken in.", "Council, monthly").flawless()
    book = workbook(os.path.join(home.folder, "people.xlsx"),
                    [line.split(";") for line in CSV.replace("Quill", "Quince").replace("1941", "1942").splitlines()])
    sam.go("/imports/new")
    sam.say("upload", label="The table as a file", path=book)
    sam.choose("Supporting people at home and in the day centre", group="For what is it?")
    sam.choose("Council, monthly", group="A mapping that was kept").choose("Take it in").tap("Go on")
    sam.at(r"/imports\?done=1").reads("All of it is taken in.", "from council")
    listed = home.json("import", "mappings")[1]["mappings"]
    assert [each["name"] for each in listed] == ["Council, monthly"] and "council" in listed[0]["mapping"], listed
    expect(home.run("import", path, "--saved", "Council, monthly", "--dry-run"), 0, "2 rows: 2 to do")
    for name, data, said in (("a.csv", b"", "The file is empty"), ("a.xlsx", open(book, "rb").read()[:300], "damaged"),
                             ("b.csv", b"\xff\xfe\x00", "")):
        sam.go("/imports/new")
        sam.say("upload", label="The table as a file", path=kept(home, name, data))
        sam.choose("Supporting people at home and in the day centre", group="For what is it?")
        sam.choose("Propose how the columns are read").tap("Go on").reads("There is a problem", said).flawless()
    sam.go("/imports/mappings").reads("Council, monthly", "Full name").flawless()
    sam.choose("Council, monthly").tap("Forget it").at(r"/imports\?done=forgotten").reads("The mapping is forgotten.")
    sam.go("/imports/mappings").reads("None is kept yet")


def documents(home, sam, person):
    """Tried, with an error of a row; done; twice is done once."""
    zipped = os.path.join(home.folder, "letters.zip")
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("clinic/a.pdf", PDF)
        out.writestr("b.exe", b"MZ\x90\x00")
        out.writestr("../../outside.pdf", PDF)
    rows = (f"who,category,date,file,name\n{person},support-notes,2026-10-01,clinic/a.pdf,Letter from the clinic\n"
            f"{person},support-notes,2026-10-02,b.exe,\n{person},support-notes,2026-10-02,../../outside.pdf,\n")
    table = kept(home, "letters.csv", rows.encode())

    def sends(what, zip_path=zipped):
        sam.go("/imports/documents").flawless()
        sam.say("upload", label="The documents", path=zip_path)
        sam.say("upload", label="The table as a file", path=table)
        sam.choose("Supporting people at home and in the day centre", group="For what is it?")
        sam.choose("The people themselves", group="Where did they come from?")
        for name, said in (("obtained-day", 1), ("obtained-month", 10), ("obtained-year", 2026)):
            sam.say("fill_id", id=name, words=str(said))
        return sam.choose(what).tap("Go on")

    def on_record():
        return len(home.json("document", "list", person, "--purpose", "support")[1]["documents"])

    before = on_record()
    sends("Try it").reads("This was a trial", "Row 3, file", "Row 4, file").flawless()
    sends("Take them in").reads("Nothing was taken in.")
    sends("Take them in, and leave rows with problems out").reads("Taken in: 1 document.").flawless()
    sends("Take them in, and leave rows with problems out").reads("Done before")
    assert on_record() == before + 1
    bomb = os.path.join(home.folder, "bomb.zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.txt", b"\0" * (65 << 20))
    assert os.path.getsize(bomb) < 1 << 20
    sends("Try it", bomb).reads("A file in the ZIP is larger than 64 MB").flawless()
    torn = kept(home, "torn.zip", open(zipped, "rb").read()[:-30])
    sends("Try it", torn).reads("The ZIP is damaged").flawless()


def document(home, sam, person, title):
    """From the person's page: the link, the file, the button."""
    sam.go(f"/people/{person}?purpose=support").flawless()
    sam.taps = 0
    sam.follow("Add a document")
    sam.flawless()
    sam.say("upload", label="The file", path=kept(home, "care plan.pdf", PDF))
    sam.taps += 1
    sam.write({"What is it called?": title}) if title else None
    sam.tap("Add the document").at(r"/people/[0-9a-f]{32}\?purpose=support&added=document").reads("The document is on the record.", title or "care plan.pdf")
    assert sam.taps == 3, sam.taps
    sam.flawless()
    for name, data, said in (("a.pdf", b"", "The file is empty"), ("a.pdf", b"MZ\x90\x00 a program", "The file is none that is taken"),
                             ("a.html", b"<script>alert(1)</script>", "The file is none that is taken"),
                             ("large.pdf", b"%PDF-1.7\n" + b"x" * MOST, "The file must be 25 MB or smaller")):
        sam.go(f"/people/{person}/documents/new?purpose=support").write({"What is it called?": "Kept words"})
        sam.say("upload", label="The file", path=kept(home, name, data))
        sam.tap("Add the document").reads("There is a problem", said).flawless()
        assert 'value="Kept words"' in sam.html()
    sam.go(f"/people/{person}/documents/new?purpose=support").tap("Add the document").reads("Choose a file")
    sam.tap("Add the document").reads("Choose a file")


def given_back(home, browser, person):
    """Byte for byte, as a file to be kept, under a name that tells nothing."""
    page = browser.go(f"/people/{person}?purpose=support").body
    path = re.search(r'href="(/people/[0-9a-f]{32}/records/[0-9a-f]{32}/document\?purpose=support)"', page)[1]
    connection = home.connect()
    connection.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.read() == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="document.pdf"', answer.headers
    assert answer.headers["Content-Type"] == "application/pdf" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def forms_that_are_none(home, browser, person):
    """Sent by hand: nothing of them is taken in, and the server goes on."""
    page = browser.go(f"/people/{person}/documents/new?purpose=support").body
    action = re.search(r'action="(/people/[^"]+)"', page)[1]
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    assert re.fullmatch(r"/people/[0-9a-f]{32}/documents/new\?place=[0-9a-f]{64}", action), action

    def part(disposition, data):
        return b"--B\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + data + b"\r\n"

    def form(token=csrf, data=PDF):
        return (part(b'name="csrf"', token.encode()) + part(b'name="purpose"', b"support") + part(b'name="category"', b"support-notes")
                + part(b'name="source"', b"self") + part(b'name="file"; filename="a.pdf"', data) + b"--B--\r\n")

    def post(body, to=action, kind="multipart/form-data; boundary=B", who=cookie):
        connection = home.connect()
        try:
            connection.request("POST", to, body=body, headers={"Cookie": who, "Content-Type": kind})
            return connection.getresponse().status
        except (ssl.SSLError, ConnectionError):
            return 413  # it closed while this still sent

    before = len(home.json("document", "list", person, "--purpose", "support")[1]["documents"])
    plain, large = action.split("?")[0], form(data=PDF + b"x" * (2 << 20))
    for body, said in ((form()[:-6], 400), (form()[4:], 400), (form().replace(b"--B\r\n", b"--B\n"), 400),
                       (form() + form(), 400), (form().replace(b'name="purpose"', b'name="csrf"'), 400),
                       (form(token="0" * 64), 403), (form(token=""), 403), (b"", 400)):
        assert post(body) == said, (said, post(body), body[:80])
    assert post(form(), kind="multipart/form-data") == 400 and post(form(), kind="multipart/mixed; boundary=B") == 400
    assert post(form(), who="") == 303, "to sign in"
    assert post(large, to=plain) == 413, "a large body has no place there"
    assert post(large, to=plain + "?place=" + "0" * 64) == 413 and post(large, who="") == 413
    assert post(large, to="/imports/new?" + action.split("?")[1]) == 413, "a place of another address"
    assert post(form(data=PDF + b"x" * (33 << 20))) == 413
    torn = home.connect()  # breaks off half-way: nothing is there, and nobody waits for it
    torn.putrequest("POST", action)
    for name, value in (("Cookie", cookie), ("Content-Type", "multipart/form-data; boundary=B"), ("Content-Length", str(len(form())))):
        torn.putheader(name, value)
    torn.endheaders()
    torn.send(form()[:-100])
    torn.close()
    assert len(home.json("document", "list", person, "--purpose", "support")[1]["documents"]) == before
    assert post(form()) == 303 and post(large) == 303
    assert len(home.json("document", "list", person, "--purpose", "support")[1]["documents"]) == before + 2


def letters(home, person):
    """With the logo and the colour, and still the name in law."""
    request = home.json("request", "open", "access", "--subject", person, "--received", "2026-11-20", stdin="Everything, please.")[1]["request"]
    expect(home.run("request", "acknowledge", request), 0)
    expect(home.run("request", "ask-identity", request, "--asked", "a letter", stdin="A new address."), 0)
    found = {}
    for kind in ("pdf", "docx"):
        found[kind] = os.path.join(home.folder, "letter." + kind)
        extra = ("--docx",) if kind == "docx" else ()
        expect(home.run("request", "letter", request, "--address", "--out", found[kind], *extra, stdin="M. Shea\n12 Harbour Row\nPortwick PW1 4ZZ"), 0)
    drawn = subprocess.run(["pdfimages", "-list", found["pdf"]], capture_output=True, text=True)
    assert drawn.returncode == 0 and re.search(r"\b120\s+48\b", drawn.stdout), drawn.stdout
    with zipfile.ZipFile(found["docx"]) as book:
        assert book.read("word/media/logo.png") == png(120, 48)
        assert b"7A1F5C" in book.read("word/styles.xml") and b'r:embed="rId6"' in book.read("word/document.xml")
        assert b'Id="rId6"' in book.read("word/_rels/document.xml.rels") and b'Extension="png"' in book.read("[Content_Types].xml")
    if os.environ.get("ALMONER_PICTURES"):
        subprocess.run(["pdftoppm", "-r", "70", "-png", found["pdf"], os.path.join(os.environ["ALMONER_PICTURES"], "letter")], check=True)


home = almoner.Home()
try:
    person = home.person()
    me = next(one["staff"] for one in home.json("staff", "list")[1]["staff"] if one["login"] == "admin")
    expect(home.run("staff", "give-role", me, "support-worker"), 0)
    expect(home.run("staff", "assign", me, person), 0)
    colleague(home, "al", "administrator")
    home.serve()
    with Chromium(home) as chromium:
        for size, script in (("phone", False), ("desk", True)):
            logo(home, signs_in(chromium.screen(size, script=script), home, "al"), script)
            sam = signs_in(chromium.screen(size, script=script), home, "sam")
            document(home, sam, person, "" if script else "Care plan of spring")
            if script:
                table(home, sam)
                documents(home, sam, person)
            else:
                sam.go("/imports/new").flawless().go("/imports/documents").flawless().go("/imports/mappings").flawless()
    browser = signed_in(home, "sam")
    given_back(home, browser, person)
    forms_that_are_none(home, browser, person)
    expect(home.run("theme", "set", "--colour", "#7a1f5c"), 0)
    letters(home, person)
    home.stop()
    expect(home.run("audit", "verify"), 0, "whole")
    expect(home.run("check"), 0)
finally:
    home.remove()
print("files come in by the browser, and nothing that is none does")
