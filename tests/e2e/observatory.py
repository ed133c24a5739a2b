"""Every kind of page, graded by the rules of the MDN HTTP Observatory, which others wrote: A+ for all, nothing marked down."""
import json, pathlib, subprocess, sys

import almoner
from journey import signed_in

almoner.BINARY = sys.argv[1]
GRADE = pathlib.Path(__file__).parent.parent / "observatory/grade.mjs"
PORTAL = ["/", "/your-rights", "/ask", "/track", "/cookies", "/my/sign-in", "/notice/easy-read", "/no-such-page"]
CONSOLE = ["/sign-in", "/today", "/people", "/requests", "/pictures", "/staff", "/notice/manage"]


def answer(home, path, cookies):
    connection = home.connect()
    connection.request("GET", path, headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})
    came = connection.getresponse()
    return {"url": "https://records.harbourlights.example" + path, "status": came.status, "headers": came.getheaders(),
            "body": came.read().decode()}


home = almoner.Home()
try:
    home.serve()
    cookies = signed_in(home, "ada").cookies
    asked = [answer(home, path, {}) for path in PORTAL] + [answer(home, path, cookies) for path in CONSOLE]
    done = subprocess.run(["node", str(GRADE)], input="\n".join(map(json.dumps, asked)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(asked), done.stdout
    bad = [one for one in said if one["grade"] != "A+" or one["lost"]]
    assert not bad, json.dumps(bad, indent=1)
    # It does tell a page that is worse.
    worse = dict(asked[0], headers=[pair for pair in asked[0]["headers"] if pair[0] != "Content-Security-Policy"])
    done = subprocess.run(["node", str(GRADE)], input=json.dumps(worse), capture_output=True, text=True)
    assert json.loads(done.stdout)["grade"] != "A+", done.stdout
    print(f"{len(said)} pages: {said[0]['grade']}, {min(one['score'] for one in said)} points at least")
finally:
    home.remove()
