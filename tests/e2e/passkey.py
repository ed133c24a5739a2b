"""A passkey as a browser of Debian's makes and uses it, with an authenticator that the browser plays: added on the page of
one's own account, and shown after the password at the next sign-in. The script runs under the site's own content policy."""
import json, os, socket, subprocess, sys

import almoner
from browser import MODULES

almoner.BINARY = sys.argv[1]
WALK = """
const {chromium} = require('playwright-core'), assert = require('assert');
(async () => {
  const [executablePath, base, login, password] = process.argv.slice(2);
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--ignore-certificate-errors']});
  const context = await browser.newContext({ignoreHTTPSErrors: true});
  const page = await context.newPage();
  const said = [];
  page.on('console', message => said.push(message.text()));
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {options: {protocol: 'ctap2', transport: 'internal',
      hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true}});
  const give = async () => {
    await page.goto(base + '/sign-in');
    await page.fill('#login', login);
    await page.fill('#password', password);
    await page.click('main button');
  };
  await give();
  await page.waitForURL(base + '/today');
  await page.goto(base + '/account/passkeys');
  await page.fill('#name', 'The browser');
  await page.click('#passkey button');
  await page.waitForSelector('text=Your recovery codes', {timeout: 20000}).catch(async () => {
    throw new Error('no codes: ' + await page.innerText('main') + said.join(' | '));
  });
  await page.click('header button');
  await page.waitForURL(base + '/');
  await give();
  await page.waitForURL(/sign-in.code/);
  assert(await page.isVisible('#passkey button') && !await page.isVisible('#passkey-no'));
  await page.click('#passkey button');
  await page.waitForURL(base + '/today', {timeout: 20000});
  await device.send('WebAuthn.disable');
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
"""

home = almoner.Home()
try:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = home.path + "/almoner.toml"
    text = open(settings).read().replace("listen = '127.0.0.1:0'", f"listen = '127.0.0.1:{port}'")
    open(settings, "w").write(text + f"website = 'https://localhost:{port}'\n")
    home.serve()
    assert home.port == port, home.port
    done = subprocess.run(["node", "-", os.environ.get("ALMONER_CHROMIUM", "/usr/bin/chromium"), f"https://localhost:{port}",
                           "sam", home.passwords["sam"]],
                          input=WALK, capture_output=True, text=True, env={**os.environ, "NODE_PATH": MODULES})
    assert done.returncode == 0, done.stderr
    home.stop()
    assert home.run("audit", "verify").returncode == 0
finally:
    home.remove()
