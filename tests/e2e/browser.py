"""A browser without JavaScript for the end-to-end tests, and a real one that looks at pages as axe-core does."""
import http.cookies, json, os, pathlib, re, struct, subprocess, urllib.parse, zlib

MODULES = str(pathlib.Path(__file__).parent.parent.parent / "node_modules")
AXE = """
const {chromium} = require('playwright-core'), fs = require('fs');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
(async () => {
  const [executablePath, base, pictures, cookies, ...pages] = process.argv.slice(2);
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
  for (const [width, height] of [[1280, 900], [320, 640]]) {
    const context = await browser.newContext({viewport: {width, height}, ignoreHTTPSErrors: true, bypassCSP: true,
                                              javaScriptEnabled: true});
    for (const [name, value] of Object.entries(JSON.parse(cookies)))
      await context.addCookies([{name, value, url: base, secure: true}]);
    const page = await context.newPage();
    for (const path of pages) {
      const say = fault => console.log(JSON.stringify({page: path, width, fault}));
      await page.goto(base + path);
      const found = await page.evaluate(axe + '; axe.run()');
      if (found.passes.length < 10) say('axe checked next to nothing');
      for (const fault of found.violations) say(fault.id + ': ' + fault.nodes.map(node => node.html).join(' | '));
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      if (wide > width) say('it is ' + wide + ' pixels wide');
      if (pictures) await page.screenshot({path: pictures + '/' + (path.replace(/[^a-z]+/g, '-') || '-') + width + '.png',
                                           fullPage: true});
    }
    await context.close();
  }
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
"""


class Browser:
    """Keeps cookies and follows redirects, to pages of this home only."""

    def __init__(self, home):
        self.home, self.cookies, self.path, self.body, self.status = home, {}, "", "", 0

    def go(self, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        connection = self.home.connect()
        if fields is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, body=urllib.parse.urlencode(fields), headers=headers)
        answer = connection.getresponse()
        self.path, self.status, self.body = path, answer.status, answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(header).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        location = answer.headers.get("Location")
        if location and location.startswith("/"):
            return self.go(location)
        return self

    def send(self, **fields):
        """The form of this page, filled in."""
        action = re.search(r'<form method="post" action="([^"]+)"[^>]* novalidate>', self.body)[1]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.body))
        return self.go(action, {**hidden, **fields})


def png(width, height):
    """A picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x1f\x4e\x8c" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def looked_at(home, cookies, pages):
    """Every page by a browser of Debian's with axe-core in it, as wide as a phone and as a desk: no fault, and no wider
    than the screen. `cookies` by name; with ALMONER_PICTURES set a picture of each is kept there."""
    done = subprocess.run(["node", "-", os.environ.get("ALMONER_CHROMIUM", "/usr/bin/chromium"),
                           f"https://127.0.0.1:{home.port}", os.environ.get("ALMONER_PICTURES", ""), json.dumps(cookies), *pages],
                          input=AXE, capture_output=True, text=True, env={**os.environ, "NODE_PATH": MODULES})
    assert done.returncode == 0, done.stderr
    assert not done.stdout, done.stdout
