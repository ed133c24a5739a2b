#!/usr/bin/env python3
"""Fails where docs/pages.md and the routes of the doors do not name the same addresses."""
import pathlib, re, sys

root = pathlib.Path(__file__).parent.parent
sources = [*root.glob("src/*/routes*.cc"), root / "src/web/serve.cc"]
routes = {path for source in sources for path in re.findall(r'"(/[^"\\]*)"', source.read_text())}
routes -= {"/metrics"}  # on a listener of its own
told = set(re.findall(r"`(/[^`]*)`", (root / "docs/pages.md").read_text()))
bad = [f"{path} answers, and docs/pages.md does not say so" for path in sorted(routes - told)]
bad += [f"docs/pages.md names {path}, and nothing answers there" for path in sorted(told - routes)]
print("\n".join(bad) or f"pages: {len(routes)} addresses")
sys.exit(bool(bad))
