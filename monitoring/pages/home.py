"""Beranda: is all well, and if not what to do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from monitoring.guard import needs
from monitoring.visit import Visit

router = APIRouter()
SAMPLES = ("/",)


@router.get("/")
def home(visit: Annotated[Visit, Depends(needs("see"))]) -> HTMLResponse:
    """The verdict and what needs somebody."""
    return visit.page("home/home.html", s=visit.status())
