"""A long pack: whoever drafts it goes on working, sees how far it is and finds it when it is done, in the console, by the API and
on the command line; a server that is killed begins it again; half a pack never goes out. And who a note mentions is chosen
beside it."""
import os, re, signal, sys, time

import almoner
from almoner import expect
from journey import signed_in

almoner.BINARY = sys.argv[1]
LONG = "Visited her at home. She was well, had eaten her lunch and talked about the boats. " * 100


def csrf(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.body)[1]


def note(sam, person, text, **more):
    page = sam.go(f"/people/{person}?purpose=support")
    return sam.go(f"/people/{person}/records", {"csrf": csrf(page), "purpose": "support", "ground": "", "category": "support-notes",
                                                "source": "self", "nature": "fact", "text": text, **more})


def mentions(home, sam, person):
    """Looked for by name, ticked, kept while something else is mended, and in the other's pack afterwards."""
    page = note(sam, person, "Piotr came with her.", **{"find": "search", "mention-q": ""})
    assert page.status == 422 and "Enter a name or a number to search for" in page.body, page.body
    assert "Piotr came with her." in page.body, "what was written stays"
    page = note(sam, person, "x", **{"find": "search", "mention-q": "Nobody Atall"})
    assert "Nobody whom you may see answers to that" in page.body, page.body
    page = note(sam, person, "Piotr came with her.", find="caseload")
    others = re.findall(r'name="mentions\.([0-9a-f]{32})"', page.body)
    assert page.status in (200, 422) and person not in others, page.status
    if not others:
        page = note(sam, person, "Piotr came with her.", **{"find": "search", "mention-q": "Piotr"})
        others = re.findall(r'name="mentions\.([0-9a-f]{32})"', page.body)
    assert others, page.body
    page = note(sam, person, " ", **{f"mentions.{others[0]}": "on"})
    assert page.status == 422 and re.search(rf'name="mentions\.{others[0]}"[^>]* checked', page.body), page.body
    page = note(sam, person, "Came with her to the quay.", **{f"mentions.{others[0]}": "on"})
    assert page.status == 200 and "on the record" in page.body, page.body
    status, shown = home.json("subject", "show", others[0], "--purpose", "law.rights")
    assert status == 0, shown
    # One of those ticked is not there any more: what was written, and the other, stay.
    page = note(sam, person, " ", **{f"mentions.{others[0]}": "on", f"mentions.{'0' * 32}": "on"})
    assert page.status == 422 and re.search(rf'name="mentions\.{others[0]}"[^>]* checked', page.body), page.status
    page = note(sam, person, "Kept words.", **{f"mentions.{'0' * 32}": "on", "find": "search", "mention-q": "Piotr"})
    assert page.status in (200, 422) and "Kept words." in page.body, page.status
    page = note(sam, person, "Still kept.", **{f"mentions.{'0' * 32}": "on"})
    assert page.status == 422 and "is not held here any more" in page.body and "Still kept." in page.body, page.status


def draft_of(home, request):
    for _ in range(600):
        status, making = home.json("request", "making", request)
        assert status == 0, making
        if not making["making"]:
            return
        assert 0 <= making["making"]["percent"] <= 100, making
        time.sleep(0.1)
    raise AssertionError("it was not made in a minute")


home = almoner.Home()
try:
    person = home.person()
    home.serve()
    sam = signed_in(home, "sam")
    mentions(home, sam, person)
    for i in range(60):
        assert note(sam, person, f"Note {i}. " + LONG).status == 200
    status, answer = home.json("request", "open", "access", "--subject", person, "--received", time.strftime("%Y-%m-%d"),
                               stdin="Everything, please.")
    assert status == 0, answer
    request = answer["request"]
    for category in ("support-notes", "contact-details", "mentions", "mentions-health"):
        rule = ("request", "rule", request, "--category", category, "--yes")
        if home.run(*rule).returncode:
            home.run(*rule, "--known", "read with her")
    expect(home.run("request", "identity", request, "--how", "known to her worker"), 0)

    # The answer comes at once; the console shows how far it is; a second draft is not begun beside it.
    expect(home.run("request", "draft", request), 0, "is being made")
    ada = signed_in(home, "ada")
    seen = ada.go(f"/requests/{request}").body
    expect(home.run("request", "preview", request, "--out", os.path.join(home.folder, "early")), 3)

    # Killed while it is made, it is begun again by itself.
    home.stop(signal.SIGKILL)
    home.serve()
    draft_of(home, request)
    assert "<progress" in seen or "drafted" in home.run("request", "show", request).stdout, seen
    out = os.path.join(home.folder, "draft")
    expect(home.run("request", "preview", request, "--out", out), 0, "not for release")
    held = open(os.path.join(out, "data", "what-we-hold.json")).read()
    assert "Note 59." in held and '"status":"draft"' in held
    ada = signed_in(home, "ada")
    assert ada.go(f"/requests/{request}").status == 200 and "A draft was made" in ada.body, ada.body
    assert "<progress" not in ada.body

    # What goes out is made after the approval, and nothing goes before all of it is there.
    nia = signed_in(home, "nia")
    page = nia.go(f"/requests/{request}/approve")
    assert nia.send().status == 200, nia.body
    early = home.run("request", "deliver", request, "--out", os.path.join(home.folder, "pack-early"), "--to", "hand", "--how", "by hand")
    assert early.returncode in (0, 3), early
    if early.returncode:
        assert not os.path.exists(os.path.join(home.folder, "pack-early")), "half a pack"
        draft_of(home, request)
        expect(home.run("request", "deliver", request, "--out", os.path.join(home.folder, "pack"), "--to", "hand", "--how", "by hand"), 0)
    pack = os.path.join(home.folder, "pack" if early.returncode else "pack-early", "data", "what-we-hold.json")
    assert '"status":"final"' in open(pack).read()
    expect(home.run("audit", "verify"), 0, "whole")

    # A firm that works for us: where none is set up, the page says so, and the request's page does not offer it.
    assert "set up" in ada.go(f"/requests/{request}/processor").body and ada.status == 200
    assert "/processor" not in ada.go(f"/requests/{request}").body
finally:
    home.remove()
print("long packs are made while everybody goes on working")
