"""An officer goes through everything that is held about somebody, by keyboard alone. First one by one, with one key for a
record in which nothing comes out and two for one in which something does; then five hundred at once, on one page: what is
alike is decided together for one reason, what the assistant points at is left out of that, and each record keeps a decision
of its own. ALMONER_ITEMS says how many are gone through one by one; forty are enough to show it."""
import gzip, json, os, sys, time

import almoner
from almoner import expect
from journey import Chromium, signed_in, signs_in

almoner.BINARY = sys.argv[1]
ITEMS = int(os.environ.get("ALMONER_ITEMS", "40"))
ALL = 500
MOST = 100 * 1024  # bytes of a page, compressed
CALLS = 5  # of every so many one has a telephone number of somebody else in it


def written(home, person, first, last):
    """Margaret's notes; every fifth says something that the assistant points at."""
    for number in range(first, last):
        words = f"Walked to the harbour, day {number}." if number % CALLS else "Her daughter rang from 01632 960123."
        body = {"category": "support-notes", "source": "self", "nature": "fact", "event_at": "2026-11-01T14:00:00Z",
                "fields": {"text": words}}
        status, said = home.request("POST", f"/api/v1/people/{person}/records", "sam",
                                    {"X-Purpose": "support", "Content-Type": "application/json"}, json.dumps(body))
        assert status == 201, said


def reviewed(ada):
    """Goes on until the request's own page is there. How many records, and how many keys that took."""
    pressed = records = 0
    why = False  # is chosen with the first words that are taken out, and stands there from then on
    while "/redact" in ada.path():
        records, pressed, at = records + 1, pressed + 1, ada.focus()
        if at == "place-1-take":
            pressed += 1
            ada.keys("Space")
            if not why:
                pressed += len(to(ada, "ground")) + len("It is also") + len(to(ada, "Save and next record", *"It is also"))
            why = True
        else:
            assert at == "Save and next record", at
        ada.enter()
    return records, pressed


def decided_together(home, chromium, request):
    """Everything of one kind, with one reason; what is pointed at stays to be looked at."""
    ada = signs_in(chromium.screen("desk", script=False), home, "ada")
    address = f"/requests/{request}/items"
    page = signed_in(home, "ada").go(address)
    size = len(gzip.compress(page.body.encode()))
    assert size < MOST, size
    ada.go(address).reads(f"{ALL} records", "With the keyboard alone")
    keys = to(ada, "like") + ada_types(ada, "reason", "Walks and meals; read, nobody else is in them")
    keys += to(ada, "decision") + ada_keys(ada, "Space") + to(ada, "known") + ada_types(ada, None, "She was there")
    ada.enter()
    ada.at(address + r"\?done=[0-9]+")
    many = int(ada.path().split("=")[1])
    print(f"{ALL} records on a page of {size} bytes, {many} of them decided with {len(keys)} keys")
    ada.reads("records are decided")
    chromium.screen("desk", True, ada.cookies()).go(address).flawless()
    chromium.screen("phone", True, ada.cookies()).go(address).flawless()
    return many


def ada_keys(ada, *keys):
    ada.keys(*keys)
    return list(keys)


def ada_types(ada, there, words):
    way = (ada_keys(ada, "Space") + to(ada, there)) if there else []
    ada.type(words)
    return way + list(words)


def to(ada, there, *before):
    """With the Tab key, as anybody without a mouse goes: past what. `before` is pressed first."""
    ada.keys(*(key if key != " " else "Space" for key in before))
    way = []
    while not way or way[-1] != there:
        assert len(way) < 40, way
        ada.keys("Tab")
        way.append(ada.focus())
    return way


home = almoner.Home()
try:
    person = home.person()
    home.serve()
    written(home, person, 0, ITEMS - 2)  # two are there already
    home.stop()
    today = time.strftime("%Y-%m-%d")
    status, opened = home.json("request", "open", "access", "--subject", person, "--received", today, stdin="All, please.")
    assert status == 0, opened
    request = opened["request"]
    home.serve()
    with Chromium(home) as chromium:
        ada = signs_in(chromium.screen("desk", script=False), home, "ada")
        ada.go(f"/requests/{request}/redact").flawless().reads(f"Record 1 of {ITEMS}")
        way = to(ada, "Save and next record")
        assert way[0] == "#main" and way.index("typed") < way.index("ground") < way.index("Save and next record"), way
        begun = time.monotonic()
        records, pressed = reviewed(ada)
        taken = time.monotonic() - begun
        assert ada.taps == 0 and records == ITEMS, (ada.taps, records)
        assert pressed <= ITEMS + ITEMS // CALLS + 30, pressed
        ada.at(f"/requests/{request}.done=redact").flawless()
        print(f"{records} records with {pressed} keys in {taken:.0f} seconds")
        chromium.screen("desk", True, ada.cookies()).go(f"/requests/{request}/redact?n=2&onwards=1").flawless()
        written(home, person, ITEMS - 2, ALL - 2)
        many = decided_together(home, chromium, request)
    home.stop()
    ruled = [event for event in home.json("request", "show", request)[1]["events"] if event["kind"] == "ruled"]
    assert len(ruled) == many > ALL // 2, (len(ruled), many)
    expect(home.run("audit", "verify"), 0)
finally:
    home.remove()
