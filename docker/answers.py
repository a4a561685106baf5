"""``answers.py URL [path.to.value=wanted]``: exit code 0 when the URL answers 200 (and says the wanted value)."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

SECONDS = 5


def main(url: str, wanted: str = "") -> int:
    """Only the standard library: this runs every few seconds in every container."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            body = answer.read(1_000_000)
    except (urllib.error.URLError, OSError) as error:
        return _no(f"{url}: {error}")
    if not wanted:
        return 0
    path, _, value = wanted.partition("=")
    found = json.loads(body)
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return 0 if str(found) == value else _no(f"{path} is {found}, not {value}")


def _no(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
