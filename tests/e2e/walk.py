"""Every page of docs/pages.md, as whoever it is for: how long the server worked on it, and what a browser loads for it. Used by
bench/pages, which fills a home first, and by the test `weights`."""
import collections, gzip, re, statistics, time

import idor

# What is no page: for programs, files to keep, and addresses that lead on or end something.
NOT_PAGES = re.compile(r"^/(assets|theme|hooks|healthz|api/v1|\.well-known|leave|sign-out|my/sign-out|signed-out|sign-in/(provider|back)"
                       r"|confirm/provider)(/|$)|/csv$|/pdf$|/case-file$|/report$|^/people/search$|^/promises/count$"
                       r"|^/my/information/document$")
SECTIONS = {"For everybody": ["nobody"], "For somebody's own": ["piotr", "nobody"],
            "For staff": ["ada", "al", "sam", "nobody"]}
Page = collections.namedtuple("Page", "pattern who milliseconds processor bytes packed")


def addresses(made):
    """Each address with its numbers filled in, and who may look at it, the likeliest first."""
    section = ""
    for line in idor.PAGES.splitlines():
        section = line[3:] if line.startswith("## ") else section
        for pattern in re.findall(r"`(/[^`]*)`", line.split("|")[1]) if line.startswith("| `") else []:
            if section not in SECTIONS or NOT_PAGES.search(pattern):
                continue
            task, values = idor.ROUTES.get(pattern, ("", ""))
            theirs = sorted(idor.MAY.get(task, ()))
            yield pattern, idor.filled(pattern, values, made), theirs + [each for each in SECTIONS[section] if each not in theirs]


class Files:
    """What pages load besides themselves, each weighed once."""

    def __init__(self, caller):
        self.caller, self.weights = caller, {}

    def of(self, html):
        links = re.findall(r'<(?:link|script|img|image|use)\b[^>]*?\b(?:href|src)="(/[^"#]+)"', html)
        return sum(self.weight(path) for path in set(links))

    def weight(self, path):
        if path not in self.weights:
            status, body, _ = get(self.caller, path)
            assert status == 200, (path, status)
            self.weights[path] = len(body)
        return self.weights[path]


def get(caller, path):
    """As a browser asks: packed where the server packs."""
    caller.connection.request("GET", path, headers={"Cookie": caller.cookie, "Accept-Encoding": "gzip"})
    answer = caller.connection.getresponse()
    return answer.status, answer.read(), answer.headers


def text_of(body, headers):
    return (gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body).decode("utf-8", "replace")


def processor(pid):
    """Milliseconds that its threads have had a processor."""
    import glob
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        try:
            total += int(open(path).read().split()[0])
        except (OSError, IndexError):
            pass  # a thread that has ended
    return total / 1e6


def looked_at(home, callers, files, who, path, times):
    """The page, `times` times; None where it is not theirs."""
    took, worked = [], []
    for _ in range(times + 1):
        before, begun = processor(home.server.pid), time.monotonic()
        status, body, headers = get(callers[who], path)
        took.append((time.monotonic() - begun) * 1000)
        worked.append(processor(home.server.pid) - before)
        if status != 200 or "text/html" not in (headers.get("Content-Type") or ""):
            return None
    html = text_of(body, headers)
    packed = len(body) if headers.get("Content-Encoding") else len(gzip.compress(html.encode(), 9))
    beside = files.of(html)
    took, worked = (took, worked) if times == 0 else (took[1:], worked[1:])
    return statistics.median(took), statistics.median(worked), len(body) + beside, packed + beside


def walk(home, made, callers, times=5, everybody=("/today", "/more", "/people", "/people/{id}")):
    """Every page by the first who may look at it; those of `everybody` by each of the staff."""
    files, pages, unseen = Files(callers["ada"]), [], []
    for pattern, path, whose in addresses(made):
        seen = [Page(pattern, who, *found) for who in whose
                if (found := looked_at(home, callers, files, who, path, times))][:None if pattern in everybody else 1]
        pages += seen
        if not seen:
            unseen.append(pattern)
    return pages, unseen
