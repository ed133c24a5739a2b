#!/usr/bin/env python3
"""The coverage files: every promise of the five documents stands there once, with a clause that exists, a state, and a
test that exists where the state asks for one. The table of counts in README.md is what they say; --write puts it there."""
import collections, pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The promises of each document are numbered from 1 without a gap, and frozen.
DOCUMENTS = {"aptcoo": ("P3", 156), "customer-data-protection": ("DPP", 131), "anglian-community-enterprise": ("ACE", 119),
             "stronger-together-thurrock": ("STT", 184), "halifax-opportunities-trust": ("HOT", 123)}
STATES = ["enforced", "proved", "configured", "stated", "not yet"]
NEED_TEST = {"enforced", "proved", "configured"}
BEGIN, END = "<!-- promises: begin -->", "<!-- promises: end -->"


def existing_tests():
    names = set()
    for source in (ROOT / "src").glob("*/*_test.cc"):
        for suite, name in re.findall(r"^\s*TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", source.read_text(), re.M):
            names.add(f"{suite}.{name}")
    names |= {f"e2e/{script.stem}" for script in (ROOT / "tests/e2e").glob("*.py")}
    return names


def clauses_of(text):
    body = text.split("\nclauses:\n", 1)[1]
    body = re.split(r"^\w[\w-]*:", body, maxsplit=1, flags=re.M)[0]
    return set(re.findall(r"^\s*- (?:\{)?id: ([\w.-]+)", body, re.M))


def check(name, prefix, count, tests, problems):
    rows = [line.split("\t") for line in (ROOT / f"notices/{name}.coverage.tsv").read_text().splitlines()]
    if rows[0] != ["promise", "clause", "state", "test", "note"]:
        problems.append(f"{name}: the first line must name the columns")
    clauses = clauses_of((ROOT / f"notices/{name}.yaml").read_text())
    wanted = [f"{prefix}-{number:03}" for number in range(1, count + 1)]
    found = [row[0] for row in rows[1:]]
    problems += [f"{name}: {promise} stands {found.count(promise)} times" for promise in wanted if found.count(promise) != 1]
    problems += [f"{name}: {promise} is no promise" for promise in found if promise not in wanted]
    states = collections.Counter()
    for row in rows[1:]:
        if len(row) != 5:
            problems.append(f"{name}: {row[0]} has {len(row)} columns, not 5")
            continue
        promise, clause, state, test, _ = row
        states[state] += 1
        if state not in STATES:
            problems.append(f"{name}: {promise} has the unknown state '{state}'")
        if clause not in clauses and clause not in ("law", "-"):
            problems.append(f"{name}: {promise} names the clause {clause}, which the notice does not have")
        if clause == "-" and state != "not yet":
            problems.append(f"{name}: {promise} is {state} without a clause")
        if state in NEED_TEST and test == "-":
            problems.append(f"{name}: {promise} is {state} without a test")
        for one in test.split(" "):
            if one != "-" and one not in tests:
                problems.append(f"{name}: {promise} names the test {one}, which there is not")
    return states


def table(counts):
    lines = ["| document | promises | " + " | ".join(STATES) + " |", "|---|---:|" + "---:|" * len(STATES)]
    total = collections.Counter()
    for name, states in counts.items():
        total += states
        lines.append(f"| `{name}` | {sum(states.values())} | " + " | ".join(str(states[s]) for s in STATES) + " |")
    lines.append(f"| all | {sum(total.values())} | " + " | ".join(str(total[s]) for s in STATES) + " |")
    return "\n".join(lines)


def main():
    problems, counts, tests = [], {}, existing_tests()
    for name, (prefix, count) in DOCUMENTS.items():
        counts[name] = check(name, prefix, count, tests, problems)
    shown = table(counts)
    print(shown)
    readme = ROOT / "README.md"
    text = readme.read_text()
    if BEGIN not in text or END not in text:
        problems.append("README.md has no place for the table")
    else:
        before, rest = text.split(BEGIN)
        told, after = rest.split(END)
        if "--write" in sys.argv:
            readme.write_text(f"{before}{BEGIN}\n{shown}\n{END}{after}")
        elif told.strip() != shown:
            problems.append("README.md tells other counts; run tools/check_coverage.py --write")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
