"""The public pages of a notice as a browser gets them: no fault that axe finds, none at 320 pixels, JSON-LD that expands.

With Python alone it renders the notices and follows the links. axe-core, playwright-core and jsonld come from the folders
of ALMONER_NODE_MODULES (separated by ':'), the browser from ALMONER_CHROMIUM or /usr/bin/chromium; without, that is left.
"""
import html.parser, json, os, shutil, subprocess, sys, tempfile

import almoner
from almoner import expect, run

almoner.BINARY = sys.argv[1]
NOTICES = ["anglian-community-enterprise", "aptcoo", "customer-data-protection", "example",
           "halifax-opportunities-trust", "stronger-together-thurrock"]
LOOKED_AT = ["example", "stronger-together-thurrock"]
BASE = "https://almoner.example/notice#"

# Prints a line of JSON for each fault.
AXE = """
const {chromium} = require('playwright-core'), fs = require('fs');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
(async () => {
  const [executablePath, ...pages] = process.argv.slice(2);
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
  for (const [width, height] of [[1000, 800], [320, 640]]) {
    const page = await browser.newPage({viewport: {width, height}, colorScheme: 'light'});
    for (const path of pages) {
      const say = fault => console.log(JSON.stringify({page: path, width, fault}));
      await page.goto('file://' + path);
      const found = await page.evaluate(axe + '; axe.run()');
      if (found.passes.length < 10) say('axe checked next to nothing');
      for (const fault of found.violations) say(fault.id + ': ' + fault.nodes.map(node => node.html).join(' | '));
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      if (wide > width) say('it is ' + wide + ' pixels wide');
    }
    await page.close();
  }
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
"""
EXPAND = """
const jsonld = require('jsonld'), fs = require('fs');
const documentLoader = async url => { throw new Error('it fetches ' + url); };
(async () => {
  for (const file of process.argv.slice(2)) {
    const expanded = await jsonld.expand(JSON.parse(fs.readFileSync(file, 'utf8')), {documentLoader});
    console.log(JSON.stringify({file, expanded}));
  }
})().catch(error => { console.error(error); process.exit(1); });
"""


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]
        self.links += [value for name, value in attributes if name == "href"]


def node(script, folders, *arguments):
    done = subprocess.run(["node", "-", *arguments], input=script, capture_output=True, text=True,
                          env={**os.environ, "NODE_PATH": folders})
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def has(folders, *packages):
    missing = [package for package in packages
               if not any(os.path.isdir(os.path.join(folder, package)) for folder in folders.split(":"))]
    if missing:
        print("Left out, for want of npm's", ", ".join(missing), "in ALMONER_NODE_MODULES.")
    return not missing


def every_iri(value):
    """Each name of a thing, a type or a property that the expanded document holds."""
    if isinstance(value, list):
        for one in value:
            yield from every_iri(one)
    elif isinstance(value, dict):
        for key, held in value.items():
            if key == "@id":
                yield held
            elif key == "@type":
                yield from [held] if isinstance(held, str) else held
            else:
                if not key.startswith("@"):
                    yield key
                yield from every_iri(held)


folder = tempfile.mkdtemp(prefix="almoner-pages-")
try:
    pages = {}
    for name in NOTICES:
        out = os.path.join(folder, name)
        file = f"notices/{name}.yaml"
        expect(run("notice", "render", file, "--out", out, "--base", BASE), 0, "index.html")
        expect(run("notice", "render", file, "--out", out), 3, "empty one")
        files = os.listdir(out)
        pages[name] = sorted(os.path.join(out, page) for page in files if page.endswith(".html"))
        assert len(pages[name]) >= 4, files
        for path in pages[name]:
            page = Page(open(path, encoding="utf-8").read())
            assert len(page.ids) == len(set(page.ids)), path
            for link in page.links:
                there = link[1:] in page.ids if link.startswith("#") else link in files
                assert there, (path, link)

    folders = os.environ.get("ALMONER_NODE_MODULES", "")
    chromium = os.environ.get("ALMONER_CHROMIUM", "/usr/bin/chromium")
    if not folders:
        print("ALMONER_NODE_MODULES is not set: no browser and no JSON-LD processor has seen the pages.")
        sys.exit(0)
    assert shutil.which("node"), "ALMONER_NODE_MODULES is set, but there is no node."
    if has(folders, "playwright-core", "axe-core"):
        faults = node(AXE, folders, chromium, *(page for name in LOOKED_AT for page in pages[name]))
        assert not faults, "\n".join(map(str, faults))
    if has(folders, "jsonld"):
        documents = node(EXPAND, folders, *(os.path.join(folder, name, "notice.jsonld") for name in NOTICES))
        assert len(documents) == len(NOTICES), documents
        for document in documents:
            assert len(document["expanded"]) > 10, document["file"]
            # A name that JSON-LD did not know for one stays as it was written: "uk:A6-1-ea".
            strange = {iri for iri in every_iri(document["expanded"]) if not iri.startswith(("https://", "http://", "_:"))}
            assert not strange, (document["file"], strange)
finally:
    shutil.rmtree(folder)
