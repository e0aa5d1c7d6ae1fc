"""Run inside the peers' own environment: read names of pages, print what a peer finds on each as a scan's JSON line.

python peers_worker.py tweetfinder|goose3 < names
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from pathlib import Path

STATUS = re.compile(r"(?:twitter|x)\.com/[^/\s\"']{1,40}/status(?:es)?/(\d{1,19})")


def tweetfinder(html: str) -> list[str]:
    """Ids of the tweets that tweetfinder lists; what is no id, as it sometimes gives, is left out."""
    article = importlib.import_module("tweetfinder").Article(html=html)
    listed = [str(item["tweet_id"]) for item in article.list_embedded_tweets()]
    return [identifier for identifier in listed if identifier.isdigit()]


def goose3(html: str) -> list[str]:
    """Ids of the last status link in each of the blockquotes that goose3 takes for tweets."""
    article = importlib.import_module("goose3").Goose().extract(raw_html=html)
    return [found[-1] for quote in article.tweets if (found := STATUS.findall(str(quote)))]


def main(name: str) -> int:
    """Read the names, print a line for each, and at the end on stderr how long it took and what broke."""
    find = {"tweetfinder": tweetfinder, "goose3": goose3}[name]
    broken = 0
    spent = 0.0
    for line in sys.stdin:
        page = Path(line.rstrip("\n"))
        html = page.read_text(encoding="utf-8", errors="replace")
        started = time.process_time()
        try:
            identifiers = find(html)
        except Exception:  # noqa: BLE001 -- a crash of a peer is a result
            identifiers, broken = [], broken + 1
        spent += time.process_time() - started
        embeds = [{"platform": "twitter", "id": identifier} for identifier in identifiers]
        print(json.dumps({"source": str(page), "embeds": embeds}))
    print(json.dumps({"seconds": spent, "crashes": broken}), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
