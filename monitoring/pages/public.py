"""The public page: how the city's data services are, for anybody; figures without persons, kept for a minute."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import DBAPIError

from monitoring.console import Console, Snapshot
from monitoring.guard import anybody
from monitoring.visit import Visit
from simpul import disruption, publicview

router = APIRouter()
SAMPLES = ("/publik",)
#: However many look, the database is asked once in this many seconds.
KEEP_SECONDS = 60.0
#: What could not be renewed is still shown this long: the page says what moment it describes.
STALE_SECONDS = 3600.0


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the page shows, and since when we have it."""

    figures: publicview.Figures
    disruptions: tuple[disruption.Disruption, ...]
    at: float


_KEPT: WeakKeyDictionary[Snapshot, Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


@router.get("/publik")
def public(visit: Annotated[Visit, Depends(anybody)]) -> HTMLResponse:
    """Figures anybody may see."""
    kept = _kept(visit.console)
    return visit.page("public/public.html", f=kept.figures, disruptions=kept.disruptions)


def _kept(console: Console) -> Kept:
    with _LOCK:
        kept = _KEPT.get(console.snapshot)
        age = time.monotonic() - kept.at if kept else STALE_SECONDS
        if kept and age < KEEP_SECONDS:
            return kept
        try:
            _KEPT[console.snapshot] = _read(console)
        except DBAPIError:
            if kept is None or age >= STALE_SECONDS:
                raise
        return _KEPT[console.snapshot]


def _read(console: Console) -> Kept:
    status = console.snapshot.read()
    return Kept(
        figures=publicview.figures(console.engine, console.city, status),
        disruptions=disruption.present(console.engine, console.city, status),
        at=time.monotonic(),
    )
