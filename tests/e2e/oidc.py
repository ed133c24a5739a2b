#!/usr/bin/env python3
"""oidc.py PROGRAM: our side of OpenID Connect (tests/e2e/oidc_client.cc) against a provider that others wrote
(tests/e2e/oidc_provider.mjs), in plain http on 127.0.0.1. Python plays the browser."""
import http.client
import pathlib
import subprocess
import sys
import tempfile
from urllib.parse import parse_qs, urlsplit

program = sys.argv[1]
here = pathlib.Path(__file__).parent
SECRET = "a secret: 50% + more"


class Browser:
    """Follows redirects with the cookies that it was given, until it is sent back to us."""

    def __init__(self):
        self.cookies = {}

    def go(self, url):
        for _ in range(10):
            parts = urlsplit(url)
            if parts.hostname != "127.0.0.1":
                return url
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request("GET", parts.path + ("?" + parts.query if parts.query else ""),
                               headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            body = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
            if answer.status not in (302, 303):
                return answer.status, body
            place = answer.headers["Location"]
            url = place if "://" in place else f"http://{parts.netloc}{place}"
        raise AssertionError("the provider sends the browser round and round")


def sign_in(issuer, client, key=None, secret=SECRET, change=lambda query: query):
    """The exit code, and what was printed: the lines, or the error."""
    process = subprocess.Popen([program, issuer, client] + ([str(key)] if key else []), text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    start = process.stdout.readline().strip()
    back = Browser().go(start)
    assert isinstance(back, str), back
    query = change(urlsplit(back).query)
    out, error = process.communicate(query + "\n" + ("" if key else secret + "\n"), timeout=60)
    return process.returncode, out.splitlines() if process.returncode == 0 else error, start, back


def check(issuer, key):
    for name in ["RS256", "RS512", "PS256", "ES256", "EdDSA"]:
        code, lines, start, back = sign_in(issuer, f"with-{name}")
        assert code == 0, (name, lines)
        assert lines[:2] == [issuer, "person-7"], lines
        asked, answer = parse_qs(urlsplit(start).query), parse_qs(urlsplit(back).query)
        assert asked["code_challenge_method"] == ["S256"] and "code_verifier" not in asked
        assert answer["iss"] == [issuer] and answer["state"] == asked["state"]
    status, page = Browser().go(lines[2])
    assert status == 200 and "form" in page, (status, page)  # it asks whether one wants to sign out

    code, lines, *_ = sign_in(issuer, "signed", key)
    assert code == 0 and lines[:2] == [issuer, "person-7"], lines

    for words, case in [
        ("does not take the code", dict(secret="another")),
        ("begun here", dict(change=lambda query: query.replace("state=", "state=x"))),
        ("another identity provider", dict(change=lambda query: query.replace("iss=", "iss=x"))),
        ("does not take the code", dict(change=lambda query: query.replace("code=", "code=x"))),
        ("cancelled", dict(change=lambda query: query.replace("code=", "error=access_denied&c="))),
    ]:
        code, error, *_ = sign_in(issuer, "with-RS256", **case)
        assert code == 1 and words in error, (words, error)
        assert SECRET not in error


with tempfile.TemporaryDirectory() as folder:
    key_file = pathlib.Path(folder) / "client.pem"
    provider = subprocess.Popen(["node", str(here / "oidc_provider.mjs"), str(key_file)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        address = provider.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "the provider did not start; run `npm ci`"
        check(address, key_file)
    finally:
        provider.terminate()
        provider.wait()
print("oidc: five algorithms, two kinds of clients, five refusals")
