"""What the journeys share: a home in memory where the machine has some, staff who sign in, and Debian's Chromium, driven one
thing after another as a person uses it: by the words on the page, with the taps counted."""
import json, os, re, subprocess, tempfile

import almoner
from browser import MODULES, Browser

if os.path.isdir("/dev/shm") and os.statvfs("/dev/shm").f_bavail * os.statvfs("/dev/shm").f_bsize > 1 << 30:
    tempfile.tempdir = "/dev/shm"  # nothing here outlives the journey, so nothing has to reach a disk

SIZES = {"phone": (320, 640), "desk": (1280, 900)}
PATIENCE = int(os.environ.get("ALMONER_PATIENCE", 60_000))  # milliseconds; only what hangs meets it
HIDDEN = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'

DRIVER = """
const {chromium} = require('playwright-core'), fs = require('fs');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let browser, context, page, tabs = [];
const verbs = {
  async open({width, height, script, cookies, patience, base}) {
    if (context) await context.close();
    context = await browser.newContext({viewport: {width, height}, ignoreHTTPSErrors: true, javaScriptEnabled: script,
                                        baseURL: base, hasTouch: width < 500, acceptDownloads: true});
    context.setDefaultTimeout(patience);
    for (const [name, value] of Object.entries(cookies))
      await context.addCookies([{name, value, url: base, secure: true}]);
    page = await context.newPage();
    page.faults = [];
    page.on('pageerror', error => page.faults.push(String(error)));
    page.on('console', said => { if (said.type() === 'error') page.faults.push(said.text()); });
  },
  async cookies() { return Object.fromEntries((await context.cookies()).map(each => [each.name, each.value])); },
  async go({path}) { await page.goto(path); },
  async fill({label, words}) { await page.getByLabel(label, {exact: true}).fill(words); },
  async fill_id({id, words}) { await page.locator('[id="' + id + '"]').fill(words); },
  async select({label, value}) { await page.getByLabel(label, {exact: true}).selectOption(value); },
  async choose({label, group}) {
    await (group ? page.getByRole('group', {name: group}) : page).getByLabel(label, {exact: true}).check();
  },
  async upload({label, path}) { await page.getByLabel(label, {exact: true}).setInputFiles(path); },
  async tap({role, name, nth, part}) {
    await page.getByRole(role, {name, exact: !part}).nth(nth).click();
    await page.waitForLoadState();
  },
  async keep({role, name, path}) {
    const coming = page.waitForEvent('download');
    await page.getByRole(role, {name, exact: false}).first().click();
    await (await coming).saveAs(path);
  },
  async open_tab({name}) {
    const coming = context.waitForEvent('page');
    await page.getByRole('link', {name, exact: false}).click();
    tabs.push(page);
    page = await coming;
    await page.waitForLoadState();
  },
  async close_tab() { await page.close(); page = tabs.pop(); },
  async end_session() { await context.clearCookies({name: '__Host-session'}); },
  async touch({label}) { await page.getByLabel(label, {exact: true}).click(); },
  async keys({keys}) { for (const key of keys) await page.keyboard.press(key); await page.waitForLoadState(); },
  async enter() {
    const coming = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await coming;
    // Where the page says so, the keyboard is put there with its first picture.
    const ready = "document.activeElement !== document.body || !document.querySelector('[autofocus]')";
    for (let tries = 0; tries < 100 && !await page.evaluate(ready); ++tries) await page.waitForTimeout(10);
  },
  async type({words}) { await page.keyboard.type(words); },
  async focus() { return await page.evaluate(`(() => { const at = document.activeElement;
    return at ? (at.id || at.getAttribute('href') || at.textContent.trim() || at.tagName) : ''; })()`); },
  async settle({milliseconds}) { await page.waitForTimeout(milliseconds); },
  async text() { return await page.locator('body').innerText(); },
  async html() { return await page.content(); },
  async title() { return await page.title(); },
  async path() { const at = new URL(page.url()); return at.pathname + at.search; },
  async faults() { return page.faults; },
  async width() { return await page.evaluate('document.documentElement.scrollWidth'); },
  async shot({path}) { await page.screenshot({path, fullPage: true}); },
  async slow({latency, bytes}) {
    const to = await context.newCDPSession(page);
    await to.send('Network.enable');
    await to.send('Network.emulateNetworkConditions', {offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes});
  },
  async axe() {
    const found = await page.evaluate(axe + '; axe.run()');
    return found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' | '));
  },
};
(async () => {
  browser = await chromium.launch({executablePath: process.argv[2], args: ['--no-sandbox', '--disable-dev-shm-usage']});
  for await (const line of require('readline').createInterface({input: process.stdin})) {
    const {verb, ...rest} = JSON.parse(line);
    if (verb === 'end') break;
    let said;
    try { said = {value: await verbs[verb](rest)}; } catch (error) { said = {error: String(error)}; }
    console.log(JSON.stringify(said));
  }
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
"""


class Chromium:
    """One browser; each `Screen` of it forgets the one before. `with Chromium(home) as chromium:`"""

    def __init__(self, home):
        self.home = home

    def __enter__(self):
        self.driver = tempfile.NamedTemporaryFile("w", suffix=".js")
        self.driver.write(DRIVER)
        self.driver.flush()
        self.process = subprocess.Popen(["node", self.driver.name, os.environ.get("ALMONER_CHROMIUM", "/usr/bin/chromium")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "NODE_PATH": MODULES})
        return self

    def __exit__(self, *_):
        self.process.stdin.write('{"verb":"end"}\n')
        self.process.stdin.close()
        self.process.wait()
        self.driver.close()

    def say(self, verb, **rest):
        self.process.stdin.write(json.dumps({"verb": verb, **rest}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the browser is gone"}')
        assert "error" not in answer, (verb, rest, answer["error"])
        return answer.get("value")

    def screen(self, size="desk", script=True, cookies=None):
        return Screen(self, size, script, cookies or {})


class Screen:
    """A person's screen. Whatever they tap is counted; a page wider than the screen, or a fault of a script, is an error."""

    def __init__(self, chromium, size, script, cookies):
        self.say, self.size, self.script, self.taps, self.fields, self.shots = chromium.say, size, script, 0, 0, 0
        width, height = SIZES[size]
        self.width = width
        self.say("open", width=width, height=height, script=script, cookies=cookies, patience=PATIENCE,
                 base=f"https://127.0.0.1:{chromium.home.port}")

    def __getattr__(self, verb):  # text(), path(), html(), axe(), focus() … as the driver has them
        return lambda **rest: self.say(verb, **rest)

    def go(self, path):
        self.say("go", path=path)
        return self._look()

    def tap(self, name, role="button", nth=0, part=False):
        self.taps += 1
        self.say("tap", role=role, name=name, nth=nth, part=part)
        return self._look()

    def keep(self, name, path):
        """What the button gives is a file."""
        self.taps += 1
        self.say("keep", role="button", name=name, path=path)
        return self

    def follow(self, name, nth=0, part=False):
        return self.tap(name, "link", nth, part)

    def touch(self, label):
        self.taps += 1
        self.say("touch", label=label)
        return self

    def fill(self, **words):
        """By the label's text, or as {label: words}."""
        return self.write(words)

    def write(self, answers):
        for label, words in answers.items():
            self.fields += 1
            self.say("fill", label=label, words=words)
        return self

    def choose(self, *labels, group=None):
        for label in labels:
            self.fields += 1
            self.say("choose", label=label, group=group)
        return self

    def select(self, label, value):
        self.fields += 1
        self.say("select", label=label, value=value)
        return self

    def keys(self, *keys):
        self.say("keys", keys=list(keys))
        return self

    def type(self, words):
        self.say("type", words=words)
        return self

    def reads(self, *words):
        """That the page says it, as somebody sees it."""
        text = " ".join(self.say("text").split())
        for each in words:
            assert " ".join(each.split()) in text, (each, self.say("path"), text)
        return self

    def at(self, path):
        now = self.say("path")
        assert re.fullmatch(path, now), (path, now, self.say("text")[:2000])
        return self

    def flawless(self):
        """To axe-core, which needs the page's scripts to run."""
        found = self.say("axe") if self.script else []
        assert not found, (self.say("path"), found)
        return self

    def _look(self):
        folder = os.environ.get("ALMONER_PICTURES")
        if folder:
            self.shots += 1
            name = re.sub(r"[^a-z]+", "-", self.say("path"))[:40]
            self.say("shot", path=f"{folder}/{self.size}-{'script' if self.script else 'plain'}-{self.shots:02}{name}.png")
        wide = self.say("width")
        assert wide <= self.width, (self.say("path"), "is", wide, "pixels wide")
        return self


def signed_in(home, login):
    """Without a browser."""
    browser = Browser(home).go("/sign-in")
    browser.go("/sign-in", {**dict(re.findall(HIDDEN, browser.body)), "login": login, "password": home.passwords[login]})
    assert browser.path == "/today", (login, browser.path, browser.status)
    return browser


def signs_in(screen, home, login):
    """On the screen; how many taps that takes is not counted."""
    screen.go("/sign-in").write({"Username": login, "Password": home.passwords[login]})
    screen.tap("Sign in").at("/today")
    screen.taps = screen.fields = 0
    return screen


def colleague(home, login, role):
    """One more member of staff, with that role of the notice."""
    status, added = home.json("staff", "add", "--role", role, stdin=json.dumps({"name": login.title(), "login": login}))
    assert status == 0, added
    home.passwords[login] = added["password"]
    return added["staff"]
