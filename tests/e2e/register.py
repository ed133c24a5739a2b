"""Somebody registers by e-mail, asks for something, is linked by staff, forgets the password, changes the address, and locks
an account that was stolen: without JavaScript, by the letters that a relay takes. Every page is looked at by axe. Needs
Debian's python3-aiosmtpd."""
import os, re, ssl, sys, time

import almoner
from almoner import expect
from browser import Browser, looked_at
from relay import Box, certificate, free_port, relay

almoner.BINARY = sys.argv[1]
PATIENCE = 60
OFFICER = "ada"
EMAIL, PASSWORD, OTHER = "margaret@quay.example", "three odd lantern words", "four other lantern words"

home = almoner.Home()
settings = os.path.join(home.path, "almoner.toml")
crt, key = certificate(home.folder, "relay")
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(crt, key)
box = Box()
port = free_port()
started = relay(box, port, tls_context=tls, require_starttls=True)
with open(settings, "a") as file:
    file.write(f"website = 'https://privacy.charity.example'\ntrusted-proxies = ['127.0.0.1']\n[mail]\n"
               f"from = 'office@charity.example'\nto = ['office@charity.example']\nhost = 'localhost'\nport = {port}\n"
               f"certificates = '{crt}'\n")


def letter(to=EMAIL):
    """The next letter, whom it went to, and where its link leads."""
    end = time.monotonic() + PATIENCE
    while not box.messages:
        assert time.monotonic() < end, "no letter came"
        time.sleep(0.1)
    _, went, encrypted, message = box.messages.pop(0)
    text = message.get_body().get_content()
    assert went == [to] and encrypted, went
    for word in ("Margaret", "O'Shea", "harbour", "Harbour"):
        assert word not in text + message["Subject"], text
    link = re.search(r"https://privacy\.charity\.example(/\S+\?key=[0-9a-f]{64})", text.replace("=\n", ""))
    return text, link[1] if link else None


def follow(path, **fields):
    """Opens the page of a link, and presses its button."""
    browser = Browser(home).go(path)
    assert browser.status == 200, browser.body
    return browser.send(**fields)


def ask(path, email=EMAIL):
    asked = Browser(home).go(path).send(email=email)
    assert asked.path == path + "?sent=1" and "Look in your e-mail" in asked.body, asked.body
    return asked.body


try:
    person = home.person()
    home.serve()
    looked_at(home, {}, ["/my/sign-in", "/my/register", "/my/forgotten", "/my/stolen", "/my/register?sent=1"])

    # Nobody learns whether an address is known.
    unknown = ask("/my/forgotten", "nobody@quay.example")
    assert "There is none" in letter("nobody@quay.example")[0]

    # Registering: at first it is nobody's.
    ask("/my/register")
    text, link = letter()
    assert link, text
    looked_at(home, {}, [link])
    margaret = follow(link, password=PASSWORD)
    assert margaret.path == "/my?new=1" and "We do not know yet who you are" in margaret.body, margaret.body
    assert Browser(home).go(link).status == 404, "once"
    assert ask("/my/forgotten") == unknown, "the same page"
    letter()
    assert margaret.go("/my/information").path == "/my"
    looked_at(home, margaret.cookies, ["/my", "/my/code", "/my/email", "/my/requests", "/my/password", "/my/close",
                                       "/my/second", "/my/app", "/my/devices"])

    # Staff link it.
    staff = Browser(home).go("/sign-in").send(login=OFFICER, password=home.passwords[OFFICER])
    assert EMAIL in staff.go("/accounts").body, staff.body
    found = re.search(r'href="(/people\?purpose=law\.rights&amp;account=([0-9a-f]{32}))"', staff.body)
    account = found[2]
    looked_at(home, staff.cookies, ["/accounts", f"/people?purpose=law.rights&account={account}",
                                    f"/people/{person}/account?link={account}"])
    staff.go(f"/people/{person}/account?link={account}").send(how="known")
    assert "The account is linked" in staff.body, staff.body
    assert "You can see more" in letter()[0]
    assert margaret.go("/my").path == "/my/sign-in", "it shows more from now on"
    margaret = Browser(home).go("/my/sign-in").send(email=EMAIL, password=PASSWORD)
    assert "Margaret" in margaret.go("/my/information").body
    looked_at(home, margaret.cookies, ["/my", "/my/ways"])

    # By which ways they are reached: one switch, and staff see it.
    page = margaret.go("/my/ways").body
    form = dict(re.findall(r'<input type="hidden" name="(csrf)" value="([^"]*)">', page))
    margaret.go("/my/ways", {**form, "way": "phone", "answer": "no"})
    assert "You said no on" in margaret.body, margaret.body
    assert "Do not reach them by phone" in staff.go(f"/people/{person}?purpose=law.rights").body, staff.body

    # Another address: confirmed at the new, told to the old.
    margaret.go("/my/email").send(password=PASSWORD, email="meg@quay.example")
    text, link = letter("meg@quay.example")
    looked_at(home, {}, [link])
    assert "Your e-mail address is changed" in follow(link).body
    text, locking = letter(EMAIL)
    assert "was changed" in text and locking, text

    # A forgotten password.
    ask("/my/forgotten", "meg@quay.example")
    text, link = letter("meg@quay.example")
    assert "Your password is changed" in follow(link, password=OTHER).body
    letter("meg@quay.example")
    margaret = Browser(home).go("/my/sign-in").send(email="meg@quay.example", password=OTHER)
    assert margaret.path == "/my", margaret.path

    # It was stolen: whoever reads the old address locks it.
    looked_at(home, {}, [locking])
    assert "The account is locked" in follow(locking).body
    assert margaret.go("/my").path == "/my/sign-in"
    assert Browser(home).go("/my/sign-in").send(email="meg@quay.example", password=OTHER).status == 422
    looked_at(home, staff.cookies, ["/accounts", f"/accounts/{account}/unlock"])
    staff.go(f"/accounts/{account}/unlock").send(how="known")
    assert "The account is unlocked" in staff.body, staff.body
    assert "Choose a new password" in letter("meg@quay.example")[0]
    assert Browser(home).go("/my/sign-in").send(email="meg@quay.example", password=OTHER).status == 422

    # Behind a proxy each caller has their own share; what a caller writes into the header is not believed.
    def register(forwarded):
        browser = Browser(home).go("/my/register")
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        csrf = re.search(r'name="csrf" value="([^"]*)"', browser.body)[1]
        return home.request("POST", "/my/register", headers={
            "X-Forwarded-For": forwarded, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
            body=f"csrf={csrf}&email=someone%40quay.example")[0]
    for i in range(10):
        assert register(f"198.51.100.{i}, 192.0.2.1") == 303, i
    assert register("203.0.113.99, 192.0.2.1") == 429, "the last hop counts, and not what stands before it"
    assert register("203.0.113.1") == 303, "another caller is not held up"
    home.stop()
    expect(home.run("audit", "verify"), 0)
    expect(home.run("check"), 0)
    stored = open(home.path + "/almoner.db", "rb").read()
    for secret in (EMAIL, "meg@quay.example", PASSWORD, OTHER, locking.split("=")[1]):
        assert secret.encode() not in stored, secret
    print("register: everything as expected")
finally:
    started.stop()
    home.remove()
