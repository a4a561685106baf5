"""Audit: who did what, when and why; whether the chains are whole; who looked at whose data."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.access import needs
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB
from simpul.core.texts import audit
from simpul.store import access_log
from simpul.views import audit as auditview
from simpul.views.audit import Filters, Line, Place, Verified

router = APIRouter()
SAMPLES = ("/audit", "/audit/rantai", "/audit/akses")
ROWS = 50
_AUDIT = Depends(needs("audit"))

Text = Annotated[str, Query(max_length=120)]
Day = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Where = Annotated[str, Query(max_length=200)]


class Whose(BaseModel):
    """Whose data was looked at."""

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class Which(BaseModel):
    """The chain to verify; empty: all."""

    chain: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


@router.get("/audit")
def lines(
    visit: Annotated[Visit, _AUDIT],
    siapa: Text = "",
    tindakan: Text = "",
    rantai: Text = "",
    dari: Day = "",
    sampai: Day = "",
    sebelum: Where = "",
) -> HTMLResponse:
    """Lines of the audit, newest first, by the filters in the address."""
    filters = _filters(siapa, tindakan, rantai, dari, sampai)
    found = auditview.lines(visit.engine, filters, before=_place(sebelum), limit=ROWS + 1)
    shown = found[:ROWS]
    return visit.page(
        "audit/lines.html",
        lines=shown,
        older=visit.here(sebelum=_mark(shown[-1])) if len(found) > ROWS else "",
        newest=visit.here(sebelum="") if sebelum else "",
        acts=_acts(visit),
        asked={"siapa": siapa, "tindakan": tindakan, "rantai": rantai, "dari": dari, "sampai": sampai},
        download=visit.url("/audit/unduh.csv", siapa=siapa, tindakan=tindakan, rantai=rantai, dari=dari, sampai=sampai),
        details=audit.DETAILS,
        sealed=_sealed(visit),
        last=auditview.last_verified(visit.engine),
    )


@router.post("/audit/unduh.csv")
def export(visit: Annotated[Visit, _AUDIT]) -> Response:
    """The lines as a file; that it was taken is itself in the audit, so it is a POST."""
    asked = {name: visit.form.get(name, "")[:120] for name in ("siapa", "tindakan", "rantai", "dari", "sampai")}
    body = auditview.export(visit.engine, _filters(**asked), actor=visit.actor)
    name = f"audit-{visit.now.astimezone(WIB):%Y%m%d-%H%M}.csv"
    return Response(
        body, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/audit/rantai")
def chains(visit: Annotated[Visit, _AUDIT]) -> HTMLResponse:
    """Every chain and how far it is sealed."""
    return _chains(visit, None)


@router.post("/audit/rantai")
def verify(visit: Annotated[Visit, _AUDIT]) -> Response:
    """Read the chains now, and say which is broken where."""
    try:
        asked = forms.read(Which, visit.form)
    except forms.Invalid:
        raise forms.Missing from None
    known = {chain.name for chain in auditview.chains(visit.engine)}
    if asked.chain and asked.chain not in known:
        raise forms.Missing
    return _chains(visit, auditview.verify(visit.engine, actor=visit.actor, chain=asked.chain or None))


def _chains(visit: Visit, found: Verified | None) -> HTMLResponse:
    broken = {verdict.chain: auditview.reason(verdict) for verdict in found.broken} if found else {}
    return visit.page(
        "audit/chains.html",
        chains=auditview.chains(visit.engine),
        found=found,
        broken=broken,
        last=auditview.last_verified(visit.engine),
    )


@router.get("/audit/akses")
def looks(
    visit: Annotated[Visit, _AUDIT],
    siapa: Text = "",
    tindakan: Text = "",
    keperluan: Text = "",
    dari: Day = "",
    sampai: Day = "",
    sebelum: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HTMLResponse:
    """Who looked at whose data, and for which purposes."""
    filters = _filters(siapa, tindakan, "", dari, sampai)
    found = auditview.accesses(visit.engine, filters, purpose=keperluan or None, before=sebelum, limit=ROWS + 1)
    shown = found[:ROWS]
    until = filters.until or visit.now
    return _looks(
        visit,
        found=shown,
        older=visit.here(sebelum=shown[-1].id) if len(found) > ROWS else "",
        newest=visit.here(sebelum="") if sebelum else "",
        purposes=auditview.purposes(visit.engine, filters.since or until - timedelta(days=30), until),
        asked={"siapa": siapa, "tindakan": tindakan, "keperluan": keperluan, "dari": dari, "sampai": sampai},
        subject="",
    )


@router.post("/audit/akses/warga")
def who_saw(visit: Annotated[Visit, _AUDIT]) -> Response:
    """Who looked at one citizen; the number is only in the body, the answer names a pseudonym."""
    try:
        subject, found = auditview.who_saw(visit.engine, forms.read(Whose, visit.form).number, actor=visit.actor)
    except (forms.Invalid, NotPossible) as error:
        return _looks(visit, found=(), purposes=(), subject="", wrong=forms.wrong(error, {}))
    return _looks(visit, found=found, purposes=(), subject=subject)


def _looks(visit: Visit, *, wrong: Wrong | None = None, **values: Any) -> HTMLResponse:
    asked = dict.fromkeys(("siapa", "tindakan", "keperluan", "dari", "sampai"), "")
    named = [("", visit.t("common.all")), *((name, visit.say(said)) for name, said in access_log.PURPOSES.items())]
    acts = [("", visit.t("common.all")), *((name, visit.say(audit.told(name))) for name in access_log.PER_HOUR)]
    shown: dict[str, Any] = {"asked": asked, "older": "", "newest": "", **values}
    return visit.page("audit/looks.html", named=named, acts=acts, wrong=wrong, **shown)


@router.get("/audit/unduh.csv")
@router.get("/audit/akses/warga")
def back(visit: Annotated[Visit, _AUDIT]) -> Response:
    """What a button asks for has no address of its own."""
    return RedirectResponse("/audit/akses" if "akses" in visit.path else "/audit", 303)


def _filters(siapa: str, tindakan: str, rantai: str, dari: str, sampai: str) -> Filters:
    until = _day(sampai)
    return Filters(
        actor=siapa.strip() or None,
        act=tindakan or None,
        chain=rantai.strip() or None,
        since=_day(dari),
        until=until + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime | None:
    """Midnight in the city; None for no day or one no calendar has."""
    try:
        found = datetime.combine(date.fromisoformat(text), time(), WIB) if text else None
    except ValueError:
        return None
    return found if found and forms.moment(found.year) else None


def _acts(visit: Visit) -> list[tuple[str, str]]:
    known = sorted((visit.say(words), name) for name, words in auditview.known_acts())
    return [("", visit.t("common.all")), *((name, said) for said, name in known)]


def _mark(line: Line) -> str:
    return f"{line.at.isoformat()}|{line.seq}|{line.chain}"


def _place(mark: str) -> Place | None:
    at, _, rest = mark.partition("|")
    seq, _, chain = rest.partition("|")
    try:
        found = Place(at=datetime.fromisoformat(at), seq=int(seq), chain=chain) if mark else None
    except ValueError:
        return None
    return found if found and forms.moment(found.at.year) and 0 <= found.seq <= forms.MOST else None


def _sealed(visit: Visit) -> datetime | None:
    """Up to when everything is sealed: the oldest line that is not; else the newest seal."""
    found = auditview.chains(visit.engine)
    waiting = [chain.newest_at for chain in found if chain.sealed_lines < chain.lines]
    return min(waiting, default=max((chain.sealed_at for chain in found if chain.sealed_at), default=None))
