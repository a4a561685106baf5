"""``python -m tools.screenshots FOLDER [PATH …]``: pictures of the console over synthetic data, for the documents.

Needs Debian's Chromium and the packages of requirements-dev.lock.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.console import serving
from benchmarks.parts import office
from benchmarks.parts.databases import dsn, fresh, server
from monitoring.console import pages
from monitoring.console.access import cookie_name
from simpul.people import rights, sessions
from simpul.store import engine as db
from simpul.testing import crew

WIDE, NARROW = (1280, 800), (360, 740)
SIZE = office.Size(residents=20_000, cases=3000, runs=900)


def main(arguments: list[str] | None = None) -> int:
    """One picture of each page, whole, at each width asked for."""
    asked = _asked(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with server() as url, fresh(url) as own:
        office.fill(dsn(own), SIZE)
        engine = db.engine(own)
        person = crew.hire(engine, "rina", rights.ROLES, name="Rina")
        token = sessions.start(engine, person.id, agent="gambar")
        with serving(own) as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for width, height in (NARROW, WIDE):
                context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=asked.theme)
                context.add_cookies([{"name": cookie_name(secure=False), "value": token, "url": address}])
                page = context.new_page()
                for path in asked.paths or pages.samples():
                    page.goto(address + path)
                    page.screenshot(path=asked.folder / f"{_name(path)}-{width}.png", full_page=asked.whole)
            chromium.close()
    return 0


def _name(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "beranda"


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only its first view")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
