#!/usr/bin/env python3
"""docs/formats/notice.schema.json against the code that reads notice files: every section has the keys that the
code asks for and no others, the same words, bounds and required keys, so that an editor never misleads an author."""
import json, pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ["compile.cc", "particulars_read.cc", "grounds.cc"]
CONSTANTS = SOURCES + ["notice.h", "proof_ids.h", "refer.h"]

# Each section of the schema, and the functions that read it, each with the name of its Section variable.
READERS = """
file=File.file,ReadBeforeActivities.file,ReadParticulars.file organisation=Organisation.at clause=Clause.at
service=Service.at subject=SubjectKind.at recipient=Recipient.at,CountryOf.at category=Category.at field=Field.at
consent=Consent.at role=Role.at retention=Retention.at,Lasting.at right=Right.at interest=ReadInterest.at
activity=Activity.at,ReadBasis.at,ReadCondition.at,ReadParagraph.at,ReadActivityRecord.at,ReadAutomated.at
impact-assessment=ReadActivityRecord.impact policy=ReadActivityRecord.policy document=ReadDocument.at
review=ReadDocument.review approval=ReadDocument.step change=ReadDocument.change reference=ReadDocument.reference
site=ReadSite.at role-holder=ReadRoleHolder.at source=ReadBeforeActivities.at measure=ReadMeasure.at
transfer=ReadTransfer.at sharing=ReadSharing.at website=ReadWebsite.at,ReadCookies.at cookie=ReadCookies.cookie
embed=ReadCookies.embed analytics=ReadWebsite.analytics logs=ReadWebsite.logs communication=ReadCommunication.at
recording=ReadRecording.at complaints=ReadComplaints.at stage=ReadComplaints.stage breach=ReadBreach.at
people-rule=ReadPeopleRule.at opt-out=ReadOptOut.at"""
SECTIONS = {reader: name for name, readers in (part.split("=") for part in READERS.split())
            for reader in readers.split(",")}
# Words that the code looks up itself, and those that are data of the law.
WORDS_OF = {("role", "duties"): "kDuties"}
WORDS_OF_LAW = {("category", "special"): "special-categories", ("activity", "basis"): "bases",
                ("activity", "condition"): "special-conditions"}
REQUIRED_IN_EFFECT = {"file": {"clauses", "retention"}}  # by what names a clause; by the data that must be kept

FUNCTION = re.compile(r"^ *(?:static )?[\w:<>*& ]+? [*&]?(\w+)\(([^;{}]*?\bSection& \w+[^;{}]*?)\) (?:const )?\{", re.M)
READ = r"Required|Optional|Id|Flag|Number|OneOf|Words?|WordOrNone|Each|Texts|TextsOf|Days?|Span|MaybeWithin|Within"
CALL = re.compile(rf'\b(\w+)\.({READ})\(\s*(?:"([\w-]+)")?|\b(Refer\w+|Pence)(?:<\w+>)?\(\s*(\w+),\s*"([\w-]+)"'
                  r"|\b(RequiredClause|OptionalClause)\((\w+)")
REFERENCES = {"flag": {"Flag"}, "day": {"Day"}, "period": {"Span"}}
LISTS = {"Words", "Texts", "TextsOf", "Days", "Each", "ReferEach", "ReferSet"}
quoted = re.compile(r'"([^"]*)"').findall
problems = []


def body_from(text, brace):
    depth = 0
    for i in range(brace, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[brace : i + 1]
    sys.exit("A function does not end; this test must learn to read it.")


def list_called(name, *texts):
    for text in texts:
        found = re.search(rf"\b{name} = \{{([^}}]*)\}}", text)
        if found:
            return quoted(found[1])
    sys.exit(f"The words of {name} are nowhere; this test must learn where they stand.")


def read_code():
    """Section -> key -> what is asked of it: methods, words, bounds; and the required keys of each."""
    folder = ROOT / "src" / "notice"
    texts = {name: re.sub(r"//[^\n]*", "", (folder / name).read_text()) for name in CONSTANTS}
    everything = "\n".join(texts.values())
    numbers = {n: int(v) for n, v in re.findall(r"constexpr std::size_t (\w+) = (\d+);", everything)}
    numbers["kRights.size()"] = len(list_called("kRights", everything))
    asked, required = {}, {name: set(keys) for name, keys in REQUIRED_IN_EFFECT.items()}
    for text in (texts[name] for name in SOURCES):
        for function in FUNCTION.finditer(text):
            body = body_from(text, function.end() - 1)
            if function[1] in ("RequiredClause", "Pence"):
                continue  # what they ask for is counted where they are called
            for call in CALL.finditer(body):
                variable = call[1] or call[5] or call[8]
                method = call[2] or call[4] or call[7]
                key = call[3] or call[6] or {"Id": "id"}.get(method) or (call[7] and "clause")
                if key is None:
                    continue
                if f"{function[1]}.{variable}" not in SECTIONS:
                    problems.append(f"{function[1]}: nobody told this test which section '{variable}' is.")
                    continue
                section = SECTIONS[f"{function[1]}.{variable}"]
                facts = asked.setdefault(section, {}).setdefault(key, {"methods": set()})
                facts["methods"].add(method)
                if method in ("Required", "Id", "Within", "RequiredClause"):
                    required.setdefault(section, set()).add(key)
                rest = body[call.end() :]
                if method in ("Word", "WordOrNone", "TextsOf", "OneOf"):
                    words = re.match(r",\s*(?:\{([^}]*)\}|(\w+))", rest)
                    facts["words"] = quoted(words[1]) if words[1] else list_called(words[2], body, text, everything)
                elif method == "Number":
                    facts["bounds"] = [int(n) for n in re.match(r",\s*(\d+),\s*(\d+)", rest).groups()]
                elif method == "Each":
                    most = re.match(r',\s*"[^"]*",\s*([\w.()]+),', rest)[1]
                    facts["most"] = numbers[most]
            for variable, key in re.findall(r'^ *Needs\((\w+), "([\w-]+)"\)', body, re.M):
                required.setdefault(SECTIONS[f"{function[1]}.{variable}"], set()).add(key)
            for keys in re.findall(r"\{([^{}]*)\}\) Needs\(file", body):
                required.setdefault("file", set()).update(quoted(keys))
    for (section, key), name in WORDS_OF.items():
        asked[section][key]["words"] = list_called(name, everything)
    law = (ROOT / "law" / "bases.yaml").read_text()
    for (section, key), name in WORDS_OF_LAW.items():
        part = re.search(rf"^{name}:(.*(?:\n .*)*)", law, re.M)[1]
        asked[section][key]["words"] = re.findall(r"\{id: ([^,}]+)", part) or re.findall(r"[\w-]+", part)
    return asked, required


def compare(where, key, facts, node, schema):
    reference = node.get("$ref", "").rpartition("/")[2]
    node = schema["$defs"].get(reference, node)
    is_list = bool(facts["methods"] & LISTS)
    if (node.get("type") == "array") != is_list:
        problems.append(f"{where}: '{key}' must {'' if is_list else 'not '}be a list, as in the code.")
    for name, methods in REFERENCES.items():
        if (reference == name) != bool(facts["methods"] & methods):
            problems.append(f"{where}: '{key}' is a {name} in one of schema and code and not in the other.")
    items = node.get("items", node) if is_list else node
    items = schema["$defs"].get(items.get("$ref", "").rpartition("/")[2], items)
    here = {word for word in items.get("enum", []) if isinstance(word, str)} if reference != "flag" else set()
    for word in sorted(here ^ set(facts.get("words", []))):
        problems.append(f"{where}: the word '{word}' of '{key}' is only in the {'schema' if word in here else 'code'}.")
    if "bounds" in facts and [node["anyOf"][0]["minimum"], node["anyOf"][0]["maximum"]] != facts["bounds"]:
        problems.append(f"{where}: '{key}' is from {facts['bounds'][0]} to {facts['bounds'][1]} in the code.")
    if "most" in facts and node.get("maxItems") != facts["most"]:
        problems.append(f"{where}: '{key}' has at most {facts['most']} entries in the code.")


def main():
    schema = json.loads((ROOT / "docs" / "formats" / "notice.schema.json").read_text())
    asked, required = read_code()
    maps = {name: part for name, part in schema["$defs"].items() if "properties" in part} | {"file": schema}
    for name in sorted(maps.keys() ^ asked.keys()):
        problems.append(f"The section '{name}' is only in the {'schema' if name in maps else 'code'}.")
    for name in sorted(maps.keys() & asked.keys()):
        where, keys = f"The section '{name}'", maps[name]["properties"]
        for key in sorted(keys.keys() ^ asked[name].keys()):
            problems.append(f"{where}: the key '{key}' is only in the {'schema' if key in keys else 'code'}.")
        for key in sorted(set(maps[name].get("required", [])) ^ required.get(name, set())):
            problems.append(f"{where}: '{key}' is required in one of schema and code and not in the other.")
        if maps[name].get("additionalProperties") is not False:
            problems.append(f"{where}: the schema lets unknown keys through; the code does not.")
        for key in sorted(keys.keys() & asked[name].keys()):
            compare(where, key, asked[name][key], keys[key], schema)
    print("\n".join(problems), end="\n" * bool(problems))
    print(f"{len(maps)} sections, {sum(len(part) for part in asked.values())} keys, {len(problems)} problems.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
