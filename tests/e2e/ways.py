"""A colleague records by which ways somebody wants to be reached, and what cannot be read is said at its field."""
import re, sys

import almoner
from browser import Browser, looked_at

almoner.BINARY = sys.argv[1]
home = almoner.Home()
try:
    person = home.person()
    home.serve()
    sam = Browser(home).go("/sign-in")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', sam.body))
    sam.go("/sign-in", {**form, "login": "sam", "password": home.passwords["sam"]})
    page = f"/people/{person}/ways"
    assert "They have not said." in sam.go(page).body
    sam.send()
    assert sam.status == 422 and "at least" in sam.body, sam.status
    sam.go(page).send(phone="perhaps")
    assert sam.status == 422 and "Choose yes or no" in sam.body
    sam.go(page).send(phone="no", email="yes")
    assert sam.status == 200 and "Do not reach them by phone" in sam.body, sam.path
    assert "They said no on" in sam.go(page).body and "They said yes on" in sam.body
    looked_at(home, sam.cookies, [page])
    assert sam.go("/people/" + "0" * 32 + "/ways").status == 404
    print("ways: as they said it")
finally:
    home.remove()
