"""kill -9 during a load of writes: after a restart every acknowledged write is there, and every entry verifies."""
import json, signal, sys, threading

import almoner

almoner.BINARY = sys.argv[1]
ROUNDS, WRITERS, WANTED = 3, 8, 25


def write_until_killed(home, person, name, acknowledged, enough):
    count = 0
    while True:
        text = f"note {name}-{count}"
        body = json.dumps({"category": "support-notes", "source": "self", "nature": "fact",
                           "event_at": "2026-11-02T10:00:00Z", "fields": {"text": text}})
        try:
            status, answer = home.request("POST", f"/api/v1/people/{person}/records", "sam",
                                          {"X-Purpose": "support", "Content-Type": "application/json"}, body)
        except OSError:
            return
        except Exception:  # the connection broke off in the middle of an answer
            return
        assert status == 201, (status, answer)
        acknowledged.append(text)
        count += 1
        if len(acknowledged) >= WANTED:
            enough.set()


home = almoner.Home()
try:
    acknowledged = []
    for round_number in range(ROUNDS):
        home.serve()
        person = home.person()
        enough = threading.Event()
        fresh = []
        writers = [threading.Thread(target=write_until_killed,
                                    args=(home, person, f"{round_number}-{n}", fresh, enough)) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        assert enough.wait(60), "the server took no writes"
        home.stop(signal.SIGKILL)
        for writer in writers:
            writer.join()
        acknowledged += fresh
        status, verified = home.json("audit", "verify")
        assert status == 0 and verified["verified"], verified
        status, held = home.json("subject", "show", person, "--purpose", "law.rights")
        assert status == 0, held
        texts = {record["fields"].get("text") for record in held["records"]}
        lost = [text for text in acknowledged if text not in texts]
        assert not lost, f"acknowledged and lost: {lost}"
    print(f"{len(acknowledged)} acknowledged writes survived {ROUNDS} kills")
finally:
    home.remove()
