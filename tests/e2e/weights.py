"""No page of docs/pages.md is more than 100 KB for a browser that takes gzip, with all that it loads; looked at as whoever it is for.
How long pages take is for bench/pages: here others work beside."""
import sys

import almoner, idor, walk

almoner.BINARY = sys.argv[1]
MOST = 100_000

home = almoner.Home()
try:
    made, callers = idor.made_in(home)
    pages, unseen = walk.walk(home, made, callers, times=0)
    heavy = [f"{page.pattern} of {page.who}: {page.bytes} bytes" for page in pages if page.bytes > MOST]
    assert not heavy, heavy
    assert len(pages) > 120, len(pages)
    print(f"{len(pages)} pages, the heaviest {max(pages, key=lambda page: page.bytes)}")
finally:
    home.remove()
