"""Bantuan: what everything means, the glossary, the keyboard. Read without signing in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from monitoring.console import forms
from monitoring.console.access import anybody
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.views import help as helptexts

router = APIRouter()
SAMPLES = (
    "/bantuan",
    "/bantuan?cari=nik",
    "/bantuan?bagian=effect",
    "/bantuan/quarantine.nik_panjang",
    "/bantuan/istilah",
    "/bantuan/pintasan",
)
#: Entries a search shows at most.
MOST = 30
#: Keys, and the text that says what they do.
KEYS = (
    ("j k", "help.key_walk"),
    ("Enter", "help.key_open"),
    ("1 – 9", "help.key_choice"),
    ("q w r t", "help.key_reason"),
    ("e", "help.key_decide"),
    ("b", "help.key_no"),
    ("a", "help.key_assign"),
    ("s", "help.key_snooze"),
    ("c", "help.key_comment"),
    ("u", "help.key_undo"),
    ("Esc", "help.key_leave"),
    ("?", "help.key_help"),
)
Anybody = Annotated[Visit, Depends(anybody)]


@router.get("/bantuan")
def contents(
    visit: Anybody,
    cari: Annotated[str, Query(max_length=100)] = "",
    bagian: Annotated[str, Query(max_length=30)] = "link",
) -> HTMLResponse:
    """Everything by area, and a search."""
    area = bagian if bagian in helptexts.AREAS else "link"
    found = helptexts.search(cari)[:MOST] if cari.strip() else None
    return visit.page(
        "help/contents.html", areas=helptexts.AREAS, area=area, entries=helptexts.area(area), asked=cari, found=found
    )


@router.get("/bantuan/istilah")
def glossary(visit: Anybody) -> HTMLResponse:
    """The words of the console."""
    return visit.page("help/glossary.html", terms=helptexts.glossary())


@router.get("/bantuan/pintasan")
def shortcuts(visit: Anybody) -> HTMLResponse:
    """The keys."""
    return visit.page("help/shortcuts.html", keys=KEYS)


@router.get("/bantuan/{code}")
def entry(code: str, visit: Anybody) -> HTMLResponse:
    """One entry."""
    found = helptexts.told(code[:100])
    if found is None:
        raise forms.Missing(texts()["help.missing"])
    return visit.page("help/entry.html", entry=found, area=helptexts.AREAS[found.area])
