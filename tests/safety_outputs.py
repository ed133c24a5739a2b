#!/usr/bin/env python3
"""Fails where something that makes an output (a letter, a file for somebody, e-mail, a message to another system) stands in a
source that is not listed here with how what is safe for a person is obeyed in it (src/safety, decision 0035)."""
import pathlib, re, sys

root = pathlib.Path(__file__).parent.parent / "src"
MAKERS = {
    "e-mail": r"\boutbox::Prepare\(|\bmail::Send\(|\bsender_\.",
    "webhook": r"\bhooks::(?:Tell|Post|Ask|Submit)\w*\(",
    "paper": r"\bRender(?:Pdf|Docx|Parts)\(",
    "pack": r"\bMakePack\(|\bMakePayload\(|\bWriteZip\(|\bMakeBag\(",
    "account": r"\baccount::Invite\(",
}
VEILED = "made of records that the gate gave, from which it took what is hidden"
STAFF = "to those who run the home, about nobody"
NOBODYS = "about nobody in particular"
KNOWN = {
    ("e-mail", "app/courier.cc"): "what is not to go is not claimed (outbox/claim.cc)",
    ("e-mail", "app/mailing.cc"): STAFF,
    ("e-mail", "app/account_mail.cc"): "about the account's person, and outbox::Queue asks",
    ("e-mail", "app/portal_accounts.cc"): "about the account's person, and outbox::Queue asks",
    ("e-mail", "app/staffing.cc"): "to a colleague, about their own sign-in",
    ("webhook", "app/telling.cc"): "asks before (rights::MayTell)",
    ("webhook", "app/processors.cc"): "asks before (rights::MayTell, or safety::MustMaySend itself)",
    ("webhook", "app/webhooks_send.cc"): "ids alone, to programs that whoever administers has named",
    ("paper", "rights/letter.cc"): "asks (rights/safe_letter.h)",
    ("paper", "rights/pack.cc"): VEILED,
    ("paper", "rights/casefile.cc"): VEILED,
    ("paper", "app/disposal_paper.cc"): "about what was destroyed, and nobody",
    ("paper", "app/kit_paper.cc"): STAFF,
    ("pack", "rights/pack.cc"): VEILED,
    ("pack", "rights/portability.cc"): VEILED + "; asks before it goes",
    ("pack", "rights/access.cc"): VEILED + "; asks before it is delivered",
    ("pack", "rights/making.cc"): VEILED + "; kept until it is delivered, and held then against what the gate gives",
    ("account", "app/portal_accounts.cc"): "asks itself (account::Invite)",
}
MODULES = {"paper": "machinery", "hooks": "machinery", "mail": "machinery", "outbox": "asks itself", "render": NOBODYS}

seen, bad = set(), []
for source in sorted(root.glob("*/*.cc")):
    name = str(source.relative_to(root))
    if name.endswith("_test.cc") or name.split("/")[0] in MODULES:
        continue
    text = source.read_text()
    for kind, pattern in MAKERS.items():
        if re.search(pattern, text):
            seen.add((kind, name))
bad += [f"src/{name} makes an output ({kind}): say in tests/safety_outputs.py how it obeys what is safe for a person"
        for kind, name in sorted(seen - KNOWN.keys())]
bad += [f"src/{name} makes no output ({kind}) any more" for kind, name in sorted(KNOWN.keys() - seen)]
# What asks by itself does ask.
ASKS = {"outbox/outbox.cc": "safety::MaySend", "outbox/claim.cc": "MayGo(", "account/account.cc": "safety::MustMaySend",
        "rights/safe_letter.cc": "safety::MustMaySend", "rights/access.cc": "MayReachThem(",
        "rights/portability.cc": "MayReachThem(", "rights/offer.cc": "MayReachThem(", "rights/recipients.cc": "safety::MustMaySend", "rights/authority.cc": "safety::MustMaySend",
        "app/processors.cc": "safety::MustMaySend", "rights/share.cc": "safety::MustMaySend",
        "gate/shared.cc": "safety::MaySend", "sharing/screen.cc": "safety::MustMaySend", "gate/looked.cc": "safety::MaySend", "gate/gate.cc": "DrawVeil(",
        "gate/find.cc": "DrawVeil(", "gate/reserve.cc": "Look(tx, ask, names)", "portal/visitor.cc": "MayVisit(", "portal/requests.cc": "safety::MaySend"}
bad += [f"src/{name} does not ask: {word}" for name, word in ASKS.items() if word not in (root / name).read_text()]
# Whoever makes a permit takes out first what is hidden: nobody else than the gate can, and it in these places.
for source in sorted(root.glob("gate/*.cc")):
    if "vault::Permit" in source.read_text() and source.name not in (
            "gate.cc", "find.cc", "reserve.cc", "rotate.cc", "correct.cc", "rehome.cc", "forgery_test.cc", "gate_test.cc"):
        bad.append(f"src/gate/{source.name} makes a permit: does it take out what is hidden?")
print("\n".join(bad) or f"outputs: {len(seen)}")
sys.exit(bool(bad))
