"""How the pages of two organisations look: a name, a colour and a logo each, by the command line and by the console's page;
what cannot be read is refused with the nearest that can, and a logo with more in it than shapes is not taken."""
import os, pathlib, re, sys

import almoner
from almoner import expect
from browser import Browser, looked_at, png
from journey import colleague

almoner.BINARY = sys.argv[1]
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><title>Fen</title>
<rect width="120" height="40" fill="#7a1f5c"/><circle cx="20" cy="20" r="12" fill="#ffd166"/></svg>"""


def fetched(home, path, headers=None):
    connection = home.connect()
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def admin_of(home):
    browser = Browser(home)
    browser.go("/sign-in").send(login="al", password=home.passwords["al"])
    assert browser.path == "/today", browser.path
    return browser


def pictures(name):
    """Pictures of this organisation's pages in a folder of their own."""
    if kept:
        folder = pathlib.Path(kept) / name
        folder.mkdir(exist_ok=True)
        os.environ["ALMONER_PICTURES"] = str(folder)


kept = os.environ.get("ALMONER_PICTURES", "")
PAGES = ["/", "/your-rights", "/sign-in", "/ask"]
plum, blue = almoner.Home(), almoner.Home()
try:
    for home in (plum, blue):
        home.serve()
        colleague(home, "al", "administrator")
    assert "/theme/" not in Browser(plum).go("/").body, "nothing is set yet"

    logo = pathlib.Path(plum.folder) / "logo.svg"
    logo.write_text(SVG)
    expect(plum.run("theme", "set", "--name", "Fenland Care", "--colour", "#7a1f5c", "--logo", str(logo)), 0, "image/svg+xml")
    told = expect(plum.run("theme", "set", "--colour", "#ffd166"), 2, "4.5 to 1", "nearest")
    nearest = re.search(r"nearest ([0-9a-f]{6})", told.stderr)[1]
    for bad in ("<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
                "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "GIF89a"):
        logo.write_text(bad)
        expect(plum.run("theme", "set", "--logo", str(logo)), 2, "SVG")

    body = Browser(plum).go("/").body
    assert "<span>Fenland Care</span>" in body and 'content="#491337"' in body, body[:2000]
    style = re.search(r'href="(/theme/[0-9a-f]{16}/theme.css)"', body)[1]
    picture = re.search(r'src="(/theme/[0-9a-f]{16}/logo)"', body)[1]
    status, headers, css = fetched(plum, style)
    assert status == 200 and css.startswith(b":root{--govuk-brand-colour:#7a1f5c;") and len(css) < 1000, css
    assert headers["Content-Type"] == "text/css; charset=utf-8" and "immutable" in headers["Cache-Control"]
    assert fetched(plum, style, {"If-None-Match": headers["ETag"]})[0] == 304
    status, headers, bytes_ = fetched(plum, picture)
    assert status == 200 and bytes_.decode() == SVG
    assert headers["Content-Type"] == "image/svg+xml" and "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in (style.replace(style.split("/")[2], "0" * 16), style + "x", picture + "/../x"):
        assert fetched(plum, path)[0] in (400, 404), path

    admin = admin_of(blue)
    page = admin.go("/settings/look").send(name="Harbour", colour="#9fc5e8")
    assert page.status == 422 and "The nearest that will do is #" in page.body and 'value="#9fc5e8"' in page.body
    nearest = re.search(r"will do is (#[0-9a-f]{6})", page.body)[1]
    page.send(name="Harbour Lights of Portwick", colour=nearest)
    assert admin.path == "/settings?done=look", (admin.path, admin.body)
    logo = pathlib.Path(blue.folder) / "logo.png"
    logo.write_bytes(png(60, 60))
    expect(blue.run("theme", "set", "--logo", str(logo)), 0, "image/png", nearest)
    assert f'value="{nearest}"' in admin.go("/settings/look").body
    sam = Browser(blue)
    sam.go("/sign-in").send(login="sam", password=blue.passwords["sam"])
    assert sam.go("/settings/look").status == 403

    for home, name in ((plum, "plum"), (blue, "blue")):
        pictures(name)
        looked_at(home, {}, PAGES)
        looked_at(home, admin_of(home).cookies, ["/today", "/settings", "/settings/look", "/promises"])

    admin.go("/settings/look").send(name="", colour="", **{"logo.away": "away"})
    assert "/theme/" not in Browser(blue).go("/").body
    for home in (plum, blue):
        home.stop()
        assert home.run("audit", "verify").returncode == 0
finally:
    plum.remove()
    blue.remove()
print("theme: two organisations, four refusals")
