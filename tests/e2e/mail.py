"""What a night has found is mailed: through a relay that asks for TLS and a password, to nobody who only says that it is
the relay, and with nothing about anyone in it. Needs Debian's python3-aiosmtpd."""
import os, ssl, sys

from aiosmtpd.smtp import AuthResult, LoginPassword

import almoner
from almoner import expect
from relay import Box, Picky, certificate, free_port, relay, secret

almoner.BINARY = sys.argv[1]


def sign_in(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"almoner", b"fictional word")
    return AuthResult(success=right, handled=False)


home = almoner.Home()
settings = os.path.join(home.path, "almoner.toml")
plain_settings = open(settings).read()


def mail(port, **other):
    lines = {"from": "'almoner@charity.example'", "to": "['office@charity.example', 'trustees@charity.example']",
             "host": "'localhost'", "port": port, **other}
    table = "\n".join(f"{key} = {value}" for key, value in lines.items())
    open(settings, "w").write(plain_settings + "\n[mail]\n" + table + "\n")


box = Box()
crt, key = certificate(home.folder, "relay")
other_crt, _ = certificate(home.folder, "other")
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(crt, key)
password = secret(home.folder, "password", "fictional word")
signed_in = {"user": "'almoner'", "password-file": f"'{password}'"}
relays = []
try:
    expect(home.run("nightly", "--try-mail"), 2, "add [mail]")
    strict = relay(box, tls_context=tls, require_starttls=True, authenticator=sign_in, auth_required=True)
    lax, wrapped = relay(box), relay(box, ssl_context=tls)
    takes_some = Picky()
    picky = relay(takes_some)
    relays += [strict, lax, wrapped, picky]

    mail(strict.port, certificates=f"'{crt}'", **signed_in)
    expect(home.run("nightly", "--try-mail"), 0, "2 addresses")
    sender, to, encrypted, message = box.messages.pop()
    assert encrypted and sender == "almoner@charity.example", (encrypted, sender)
    assert to == ["office@charity.example", "trustees@charity.example"], to
    assert message["To"] == "office@charity.example, trustees@charity.example", message["To"]
    assert message["Subject"] == "Almoner: mail arrives" and message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime and message["Message-ID"].endswith("@charity.example>"), message.items()
    mail(wrapped.port, certificates=f"'{crt}'", security="'tls'")
    expect(home.run("nightly", "--try-mail"), 0)
    assert box.messages.pop()[3]["Subject"], "it would have understood nothing else than TLS"
    mail(lax.port, security="'none'")
    expect(home.run("nightly", "--try-mail"), 0)
    assert not box.messages.pop()[2]

    # Whoever is not the relay, or does not take it, gets nothing.
    mail(strict.port, certificates=f"'{other_crt}'", **signed_in)
    expect(home.run("nightly", "--try-mail"), 1, "certificate is not one")
    mail(strict.port, **signed_in)
    expect(home.run("nightly", "--try-mail"), 1, "certificate is not one")
    mail(lax.port, certificates=f"'{crt}'")
    expect(home.run("nightly", "--try-mail"), 1, "offers no TLS")
    os.truncate(password, 4)
    mail(strict.port, certificates=f"'{crt}'", **signed_in)
    expect(home.run("nightly", "--try-mail"), 1, "does not take")
    mail(free_port(), security="'none'")
    expect(home.run("nightly", "--try-mail"), 3, "does not answer")
    assert not box.messages, box.messages

    # Settings that cannot be meant are refused with their line, before anything is done.
    for wrong, what in (({"host": "'smtp.charity.example'", "security": "'none'"}, "own relay only"),
                        ({"to": "[]"}, "at least one"), ({"to": "['office']"}, "no e-mail address"),
                        ({"from": "'a@b.example\\r\\nBcc: c@d.example'"}, "line"), ({"port": "70000"}, "1 to 65535"),
                        ({"user": "'almoner'"}, "come together"), ({"bcc": "'x'"}, "not known"),
                        ({"user": "'a'", "oauth-client": "'b'"}, "https URL"),
                        ({"user": "'a'", "oauth-client": "'b'", "oauth-endpoint": "'http://e.example/'"}, "https URL"),
                        ({"user": "'a'", "oauth-tenant": "'a/b'"}, "id or a domain"),
                        ({"oauth-tenant": "'t'", "oauth-client": "'b'", "oauth-secret-file": "'/s'"}, "come together"),
                        ({"user": "'a'", "oauth-tenant": "'t'", "oauth-endpoint": "'https://e/'"}, "not both"),
                        ({"user": "'a'", "oauth-tenant": "'t'", "oauth-client": "'b'"}, "oauth-secret-file"),
                        ({"user": "'a'", "oauth-tenant": "'t'", "oauth-client": "'b'", "oauth-secret-file": "'/s'",
                          "password-file": "'/p'"}, "not both"), ({"oauth-word": "'x'"}, "not known"),
                        ({"bounces": "'office'"}, "no e-mail address"),
                        ({"bounces": f"'{'a' * 32}@b.example'"}, "31")):
        mail(wrong.pop("port", lax.port), **wrong)
        expect(home.run("nightly", "--try-mail"), 2, what)

    # A night that finds something.
    open(settings, "w").write(plain_settings)
    person = home.person()
    mail(lax.port, security="'none'")
    status, told = home.json("nightly")
    assert status == 1 and told["mailed"] and told["findings"], told
    sender, to, _, message = box.messages.pop()
    assert b"=0A" not in message.as_bytes(), "lines end as lines"
    text = message.get_body().get_content()
    assert message["Subject"] == "Almoner: the night's work needs somebody", message["Subject"]
    for finding in told["findings"]:
        assert "- " + finding in text, (finding, text)
    assert person not in text and "Margaret" not in text, text

    # By whose task it is: to addresses of their own, with the roles as the notice calls them.
    with open(settings, "a") as out:
        out.write("[mail.duties]\nadminister = ['machines@charity.example']\n")
    expect(home.run("nightly", "--try-mail"), 0, "3 addresses")
    box.messages.pop()
    status, told = home.json("nightly")
    assert status == 1 and told["mailed"] and len(told["whose"]) == len(told["findings"]), told
    sent = {tuple(to): message.get_body().get_content() for _, to, _, message in box.messages}
    box.messages.clear()
    for finding, whose in zip(told["findings"], told["whose"]):
        theirs = ("machines@charity.example",) if whose["duty"] == "administer" else (
            "office@charity.example", "trustees@charity.example")
        assert f"- {finding} For: {whose['roles']}." in sent[theirs], (finding, whose, sent)
    assert ("machines@charity.example",) in sent and person not in str(sent), sent
    mail(lax.port, security="'none'")
    with open(settings, "a") as out:
        out.write("[mail.duties]\njuggling = ['machines@charity.example']\n")
    expect(home.run("nightly"), 2, "names those who are told by")
    assert not box.messages, "whom to tell cannot be read"

    # A relay that is away is a finding more, and the rest was done.
    mail(free_port(), security="'none'")
    expect(home.run("nightly"), 1, "Nobody was told by mail")

    # One mailbox that is closed keeps it from nobody else; a setting that is not known is told too.
    mail(picky.port, security="'none'")
    expect(home.run("nightly", "--try-mail"), 0)
    assert takes_some.messages.pop()[1] == ["trustees@charity.example"]
    text = open(settings).read()
    open(settings, "w").write("backup = '/somewhere'\n" + text.replace(str(picky.port), str(lax.port)))
    expect(home.run("nightly"), 2, "setting backup")
    text = box.messages.pop()[3].get_body().get_content()
    assert "could not be opened" in text and "setting backup" in text, text

    # A home that does not open.
    mail(lax.port, security="'none'")
    os.rename(home.path + ".keys", home.path + ".away")
    assert home.run("nightly").returncode in (2, 3)
    text = box.messages.pop()[3].get_body().get_content()
    assert "could not be opened" in text and "no backup was made" in text, text
    assert not box.messages, box.messages
    print("mail: everything as expected")
finally:
    for started in relays:
        started.stop()
    home.remove()
