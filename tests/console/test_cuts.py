"""A list that a page cuts says how many it leaves off; what is left out of an act is never cut."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sqlalchemy import text

from simpul.core import clock
from simpul.store.queries import query
from tests.console.conftest import Served

#: A loop over the first so many of a list.
_CUT = re.compile(r"{% for [\w, ]+ in ([\w.]+)\[:\w+\] %}")


def test_a_cut_list_says_how_many_it_leaves_off(console: Served) -> None:
    """Fifty-three alerts: fifty stand on the page, and that there are three more."""
    rows = [
        {"kind": "late", "target": f"feed{n}", "severity": "warning", "words_id": "Terlambat", "words_en": "Late"}
        for n in range(53)
    ]
    now = clock.now()
    with console.engine.begin() as conn:
        conn.execute(text(query("alerts_see")), {"found": json.dumps(rows), "now": now})
    page = console.sign_in("operator").get("/pengaturan/peringatan")
    assert "3 lagi tidak ditampilkan" in page.main


def test_no_template_cuts_a_list_in_silence(repo: Path) -> None:
    """Every loop over the first of a list is followed by the number of the others."""
    silent = []
    for file in sorted((repo / "monitoring" / "console" / "templates").rglob("*.html")):
        told = file.read_text()
        for found in _CUT.finditer(told):
            rest = told[found.end() :]
            name = re.escape(found[1])
            if not re.search(rf"left_off\(v, {name} \||{name} \| length [->]", rest):
                silent.append(f"{file.name}: {found[1]}")
    assert silent == []
