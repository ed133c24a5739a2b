#!/usr/bin/env python3
"""Fails where a file under src/ includes a module that is not on a lower floor (see FLOORS), reaches
out of its folder with ../, or defines a second gate::Gate."""
import pathlib, re, sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
lines = [line.split("#")[0].split() for line in (root / "FLOORS").read_text().splitlines()]
floor = {module: n for n, modules in enumerate(filter(None, lines)) for module in modules}
bad, gates = [], []
for path in sorted((root / "src").rglob("*.[hc]*")):
    here = path.relative_to(root / "src").parts[0]
    if here not in floor:
        bad.append(f"{path}: module '{here}' is not in FLOORS")
        continue
    for n, line in enumerate(path.read_text().splitlines(), 1):
        include = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        module = include[1].split("/")[0] if include and "/" in include[1] else None
        if include and "../" in include[1]:
            bad.append(f"{path}:{n}: {include[1]} reaches out of its folder")
        elif module in floor and module != here and floor[module] >= floor[here]:
            bad.append(f"{path}:{n}: {here} may not include {module}")
        if re.match(r"\s*(class|struct)\s+(gate::)?Gate\s*(final\s*)?(:[^:]|\{)", line):
            gates.append(f"{path}:{n}")
if len(gates) > 1:
    bad += [f"{place}: a gate of its own; gate::Gate is the only one" for place in gates]
print("\n".join(bad) or f"floors: {len(floor)} modules in order")
sys.exit(bool(bad))
