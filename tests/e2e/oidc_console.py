"""Staff sign in with an identity provider that others wrote (tests/e2e/oidc_people.mjs), in a browser of Debian's without
JavaScript: by a code of an administrator's, by a link of one's own, with and without our second step; whoever is unknown
learns nothing; a link of somebody else's, a cancelled sign-in and a provider that is down lead back to the password."""
import json, os, pathlib, re, signal, socket, subprocess, sys

import almoner
from browser import MODULES, Browser, looked_at
from journey import colleague

almoner.BINARY = sys.argv[1]
here = pathlib.Path(__file__).parent
TOOLS = """
const {chromium} = require('playwright-core'), assert = require('assert');
const [executablePath, base, pictures, given] = process.argv.slice(2);
const people = JSON.parse(given);
const at = path => new RegExp('^' + base.replace(/[.]/g, '[.]') + path);
(async () => {
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--ignore-certificate-errors']});
  const fresh = async () => (await browser.newContext({ignoreHTTPSErrors: true, javaScriptEnabled: false})).newPage();
  const shot = async (page, name) => pictures && page.screenshot({path: pictures + '/oidc-' + name + '.png', fullPage: true});
  const there = async (page, name, two = false) => {
    await page.waitForSelector('h1:text("Fenland")');
    await page.fill('#name', name);
    if (two) await page.check('#two');
    await page.click('#in');
    const other = page.locator('noscript button, form button:text("Continue")');
    if (await other.count()) await other.first().click();  // the provider signs the one before out
  };
  const begin = async page => {
    await page.goto(base + '/sign-in');
    await page.click('text=Sign in with Fenland Care');
  };
  const password = async (page, login) => {
    await page.goto(base + '/sign-in');
    await page.fill('#login', login);
    await page.fill('#password', people[login]);
    await page.click('main form button');
    await page.waitForURL(at('/today'));
  };
  const says = async (page, words) => {
    const text = (await page.innerText('main')).replace(/’/g, "'");
    assert(text.includes(words), page.url() + ' does not say "' + words + '":\\n' + text);
  };
"""
END = """
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
"""

# A code, the second visit, signing out there too, showing again that it is them.
BY_CODE = """
  const page = await fresh();
  await page.goto(base + '/sign-in');
  await shot(page, 'sign-in');
  await begin(page);
  await there(page, 'kit-at-fenland');
  await page.waitForURL(at('/sign-in/unknown'));
  await says(page, 'no account here is linked to that');
  await shot(page, 'unknown');
  await page.fill('#code', 'aaaa-bbbb-cccc-dddd');
  await page.click('main form button');
  await says(page, 'This code is not right');
  await page.fill('#code', people.code.toUpperCase() + ' ');
  await page.click('main form button');
  await page.waitForURL(at('/today'));
  assert((await page.innerText('header')).includes(people.name), await page.innerText('header'));

  await page.goto(base + '/confirm?next=/account/app');
  await shot(page, 'confirm');
  await page.click('text=Show it by signing in with Fenland Care again');
  await there(page, 'kit-at-fenland');       // asked once more, though signed in there
  await page.waitForURL(at('/account/app'));
  await page.goto(base + '/confirm?next=/account/app');
  await page.click('text=Show it by signing in with Fenland Care again');
  await there(page, 'somebody-else');
  await page.waitForURL(at('/confirm'));
  await says(page, 'It did not work with Fenland Care');

  await page.click('header button');
  await page.waitForURL(at('/signed-out'));
  await shot(page, 'signed-out');
  await page.click('text=Sign out of Fenland Care too');
  await page.waitForSelector('button[name=logout]');
  await page.click('button[name=logout]');
  await page.waitForURL(at('/sign-in'));
  await begin(page);
  await there(page, 'kit-at-fenland');
  await page.waitForURL(at('/today'));

  // The code was good once; whoever is unknown is told the same as before.
  const other = await fresh();
  await begin(other);
  await there(other, 'a-stranger');
  await other.waitForURL(at('/sign-in/unknown'));
  await other.fill('#code', people.code);
  await other.click('main form button');
  await says(other, 'This code is not right');
  await other.goto(base + '/today');
  await other.waitForURL(at('/sign-in'));

  // Cancelled; somebody else's link; a link that is used twice.
  await (await other.context()).clearCookies();
  await begin(other);
  await other.click('#no');
  await other.waitForURL(at('/sign-in[?]at=failed'));
  await says(other, 'Nobody was signed in with Fenland Care');
  await shot(other, 'cancelled');
  const links = [];
  other.on('request', request => { if (request.url().includes('/sign-in/back')) links.push(request.url()); });
  await begin(other);
  await there(other, 'kit-at-fenland');
  await other.waitForURL(at('/today'));
  const victim = await fresh();
  await victim.goto(links[links.length - 1]);
  await victim.waitForURL(at('/sign-in[?]at=failed'));
  await begin(victim);
  await victim.goto(links[links.length - 1]);  // with a sign-in begun, but another
  await victim.waitForURL(at('/sign-in[?]at=failed'));
  await other.goto(links[links.length - 1]);
  await other.waitForURL(at('/today|/sign-in'));
"""
# One's own link, made and ended.
OWN = """
  const page = await fresh();
  await password(page, 'ada');
  await page.goto(base + '/account');
  await shot(page, 'account');
  await page.goto(base + '/account/provider');
  await shot(page, 'own-link');
  const link = async name => {
    await page.goto(base + '/account/provider');
    await page.click('main form button');
    await page.click('text=Go on to Fenland Care');
    if (name) await there(page, name);
    await page.waitForURL(at('/account/provider'));
  };
  await link('kit-at-fenland');
  await says(page, 'another account here is linked');
  await page.context().clearCookies();
  await password(page, 'ada');
  await link('ada-at-fenland');
  await says(page, 'It is linked');
  const again = await fresh();
  await begin(again);
  await there(again, 'ada-at-fenland');
  await again.waitForURL(at('/today'));
  await page.goto(base + '/account/provider');
  await page.click('main form button');
  const ended = await fresh();
  await begin(ended);
  await there(ended, 'ada-at-fenland');
  await ended.waitForURL(at('/sign-in/unknown'));
"""
# Our second step is asked for also of whoever comes from there.
OURS = """
  const page = await fresh();
  await begin(page);
  await there(page, 'kit-at-fenland', true);
  await page.waitForURL(at('/sign-in/set-up'));
  await page.goto(base + '/today');
  await page.waitForURL(at('/sign-in'));
"""
# Theirs is asked for, and looked at.
THEIRS = """
  const one = await fresh();
  await begin(one);
  await there(one, 'kit-at-fenland');
  await one.waitForURL(at('/sign-in[?]at=failed'));
  const two = await fresh();
  await begin(two);
  await there(two, 'kit-at-fenland', true);
  await two.waitForURL(at('/today'));
"""
REFUSED = """
  const page = await fresh();
  await begin(page);
  await there(page, 'kit-at-fenland', true);
  await page.waitForURL(at('/sign-in[?]at=failed'));
"""
DOWN = """
  const page = await fresh();
  await begin(page);
  await page.waitForURL(at('/sign-in[?]at=down'));
  await says(page, 'Fenland Care cannot be reached just now');
  await shot(page, 'down');
  await password(page, 'sam');
"""


def walk(steps, people):
    done = subprocess.run(["node", "-", os.environ.get("ALMONER_CHROMIUM", "/usr/bin/chromium"), site,
                           os.environ.get("ALMONER_PICTURES", ""), json.dumps(people)],
                          input=TOOLS + steps + END, capture_output=True, text=True,
                          env={**os.environ, "NODE_PATH": MODULES})
    assert done.returncode == 0, done.stderr + done.stdout


def again(more=""):
    """The home is served anew with other settings of signing in."""
    home.stop()
    open(home.path + "/almoner.toml", "w").write(settings + more)
    home.serve()


def start(port=0):
    provider = subprocess.Popen(["node", str(here / "oidc_people.mjs"), str(port), site + "/sign-in/back", site + "/sign-in"],
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    address = provider.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:"), "the provider did not start; run `npm ci`"
    return provider, address


home = almoner.Home()
provider = None
try:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"https://localhost:{port}"
    provider, issuer = start()
    secret = pathlib.Path(home.folder) / "provider-secret"
    secret.write_text("not: a real 50% secret\n")
    secret.chmod(0o600)
    text = open(home.path + "/almoner.toml").read().replace("listen = '127.0.0.1:0'", f"listen = '127.0.0.1:{port}'")
    table = (f"\n[sign-in]\nname = 'Fenland Care'\nissuer = '{issuer}'\nclient = 'almoner'\nsecret-file = '{secret}'\n")
    settings = text + f"website = '{site}'\n" + table
    open(home.path + "/almoner.toml", "w").write(settings)
    home.serve()

    colleague(home, "al", "administrator")
    admin = Browser(home)
    admin.go("/sign-in").send(login="al", password=home.passwords["al"])
    assert admin.path == "/today", admin.path
    staff = {name: number for number, name in re.findall(r'href="/staff/([0-9a-f]{32})"[^>]*>([^<]+)<', admin.go("/staff").body)}
    sam = next(number for name, number in staff.items() if name.startswith("Sam"))
    name = next(name for name in staff if name.startswith("Sam"))
    assert "Give a code to sign in with Fenland Care" in admin.go(f"/staff/{sam}").body
    admin.go(f"/staff/{sam}/link-code").send()
    code = re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", admin.body)[0]
    people = {**home.passwords, "code": code, "name": name}
    walk(BY_CODE, people)
    assert "Since " in admin.go(f"/staff/{sam}").body
    walk(OWN, people)
    looked_at(home, admin.cookies, ["/sign-in?at=down", "/account/provider", f"/staff/{sam}/link-code", "/settings",
                                    "/confirm?next=/account/app", "/signed-out"])

    again("[sign-in.claims]\nteam = 'office'\n")
    begin_text = settings
    settings = settings.replace("website =", "second-factor = 'required'\nwebsite =")
    again()
    walk(OURS, people)
    again("acr = ['urn:fen:two-steps']\n")
    walk(THEIRS, people)
    again("acr = ['urn:fen:two-steps']\n[sign-in.claims]\nteam = 'office'\n")
    walk(THEIRS, people)
    again("acr = ['urn:fen:two-steps']\n[sign-in.claims]\nteam = 'elsewhere'\n")
    walk(REFUSED, people)
    settings = begin_text
    provider.send_signal(signal.SIGKILL)
    provider.wait()
    provider = None
    again()
    walk(DOWN, people)
    home.stop()
    log = home.run("audit", "verify")
    assert log.returncode == 0, log.stdout + log.stderr

    for wrong in ["issuer = 'http://id.example'", "issuer = 'https://id.example'\nacr = []", "colour = 'green'"]:
        broken = re.sub(r"issuer = .*", wrong, settings, count=1)
        open(home.path + "/almoner.toml", "w").write(broken)
        told = home.run("check")
        assert told.returncode == 2 and "almoner.toml" in told.stderr, (wrong, told.stdout, told.stderr)
finally:
    if provider:
        provider.kill()
    home.remove()
print("oidc_console: a code, a link, two steps, six ways that lead nowhere")
