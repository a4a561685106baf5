"""Gangguan: what is disrupted, whom it touches, what to do meanwhile, what to tell people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB
from simpul.operations import incidents

router = APIRouter()
SAMPLES = ("/gangguan", "/gangguan/umumkan")
_SEE, _OPERATE = Depends(needs("see")), Depends(needs("operate"))

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(max_length=60)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1500)]


class Announcement(BaseModel):
    """The form."""

    title: Line
    services: Line
    text_id: Annotated[Passage, StringConstraints(min_length=1)]
    text_en: Passage = ""
    steps: Passage = ""
    system: Short = ""
    starts_at: datetime | None = None
    expected_end_at: datetime | None = None


@router.get("/gangguan")
def disruptions(visit: Annotated[Visit, _SEE]) -> HTMLResponse:
    """What is disrupted now, and what was."""
    found = incidents.present(visit.engine, visit.city, visit.status())
    past = incidents.history(visit.engine, visit.city, now=visit.now)
    return visit.page("disruption/disruptions.html", found=found, past=past)


@router.get("/gangguan/umumkan")
def form(visit: Annotated[Visit, _OPERATE], dari: Annotated[str, Query(max_length=60)] = "") -> HTMLResponse:
    """An empty form, or one filled with what a link's own disruption says."""
    found = incidents.present(visit.engine, visit.city, visit.status())
    return _form(visit, next((one for one in found if one.id == 0 and one.system == dari), None))


@router.post("/gangguan/umumkan")
def announce(visit: Annotated[Visit, _OPERATE]) -> Response:
    """Announce one."""
    try:
        asked = forms.read(Announcement, visit.form)
        incidents.announce(visit.engine, _announced(visit, asked), actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _form(visit, None, wrong=forms.wrong(error, visit.form))
    return visit.go("/gangguan", texts()["disruption.announced"])


@router.post("/gangguan/{number}/selesai")
def end(number: int, visit: Annotated[Visit, _OPERATE]) -> Response:
    """Say that an announced one is over."""
    return visit.go("/gangguan", incidents.end(visit.engine, number, actor=visit.actor))


def _form(visit: Visit, given: incidents.Disruption | None, wrong: forms.Wrong | None = None) -> HTMLResponse:
    return visit.page(
        "disruption/announce.html",
        wrong=wrong,
        given=given,
        kecamatan=incidents.kecamatan(),
        ticked=visit.forms("kecamatan"),
        systems=[
            ("", visit.t("disruption.no_system")),
            *((one.name, one.title) for one in visit.city.systems.values()),
        ],
        starts=given.since.astimezone(WIB).strftime("%Y-%m-%dT%H:%M") if given else "",
    )


def _announced(visit: Visit, asked: Announcement) -> incidents.Announcement:
    return incidents.Announcement(
        title=asked.title,
        services=asked.services,
        text_id=asked.text_id,
        text_en=asked.text_en,
        steps=asked.steps,
        system=asked.system if asked.system in visit.city.systems else "",
        kecamatan=visit.forms("kecamatan"),
        starts_at=_local(asked.starts_at),
        expected_end_at=_local(asked.expected_end_at),
    )


def _local(moment: datetime | None) -> datetime | None:
    """A browser sends local time without saying so."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=WIB)
