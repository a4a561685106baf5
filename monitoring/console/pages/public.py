"""The public page: how the city's data services are, for anybody; figures without persons, kept for a minute."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from monitoring.console.access import anybody
from monitoring.console.cache import Kept
from monitoring.console.request import Visit
from monitoring.console.state import Console
from simpul.operations import conditions, incidents, public_figures

router = APIRouter()
SAMPLES = ("/publik",)


@router.get("/publik")
def public(visit: Annotated[Visit, Depends(anybody)]) -> HTMLResponse:
    """Figures anybody may see."""
    figures, disruptions = _FIGURES.read(visit.console)
    return visit.page("public/public.html", f=figures, disruptions=disruptions, works=conditions.works)


def _read(console: Console) -> tuple[public_figures.Figures, tuple[incidents.Disruption, ...]]:
    status = console.snapshot.read()
    figures = public_figures.figures(console.engine, console.city, status)
    return figures, incidents.present(console.engine, console.city, status)


#: However many look, the database is asked once a minute; the page says what moment it describes.
_FIGURES = Kept(_read, seconds=60, stale=3600)
