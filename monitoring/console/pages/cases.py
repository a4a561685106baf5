"""Ketidaksesuaian: groups by cause, saved views, lists of cases, one group."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, StringConstraints

from monitoring.console import case_filters, forms
from monitoring.console.access import needs
from monitoring.console.case_filters import Look
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import cases, queue, redaction, saved_views
from simpul.cases.groups import group as grouped
from simpul.cases.listing import CaseLine
from simpul.cases.my_work import mine
from simpul.core.errors import NotPossible
from simpul.core.i18n import WIB, Words
from simpul.core.texts import states
from simpul.matching import review

router = APIRouter()
SAMPLES = (
    "/ketidaksesuaian",
    "/ketidaksesuaian?tampilan=semua",
    "/ketidaksesuaian?tampilan=tunggakan",
    "/ketidaksesuaian/kelompok/apsp.pemohon%20alamat%20different%20penulisan_lain",
)
PAGE = 50
GROUPS = 20
Seen = Annotated[Visit, Depends(needs("see"))]
Settling = Annotated[Visit, Depends(needs("settle"))]
#: A number, and a text, that PostgreSQL can keep.
MOST = 9_000_000_000_000_000_000
KEPT = r"^[^\x00]*$"
After = Annotated[int | None, Query(ge=1, le=MOST)]
Cause = Annotated[str, Path(max_length=300, pattern=KEPT)]


class Named(BaseModel):
    """A list to be kept."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=KEPT)]


class Opened(BaseModel):
    """Why a baseline is taken up."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=KEPT)]


@router.get("/ketidaksesuaian")
def lists(
    visit: Seen,
    setelah: After = None,
    sebelum: After = None,
    mulai: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> HTMLResponse:
    """Groups by cause, or the cases of a view."""
    look = case_filters.look(visit.asked.query)
    if look.grouped:
        return _page(visit, look, groups=_groups(visit, look, mulai), start=mulai, size=GROUPS)
    return _page(visit, look, listed=_listed(visit, look, setelah, sebelum))


@router.post("/ketidaksesuaian/tampilan")
def keep(visit: Seen) -> Response:
    """Keep a list under a name."""
    address = visit.form.get("address", "")[:500]
    look = case_filters.look(dict(parse_qsl(address, max_num_fields=20)))
    try:
        asked = forms.read(Named, visit.form)
        said = saved_views.save(
            visit.engine, name=asked.name, address=visit.url("", **look.query)[1:], actor=visit.actor
        )
    except (forms.Invalid, NotPossible) as error:
        wrong = forms.wrong(error, visit.form)
        if look.grouped:
            return _page(visit, look, wrong=wrong, groups=_groups(visit, look, 0), start=0, size=GROUPS)
        return _page(visit, look, wrong=wrong, listed=_listed(visit, look, None, None))
    return visit.go(look.home(visit), said)


@router.post("/ketidaksesuaian/tampilan/{view_id}/hapus")
def forget(view_id: Annotated[int, Path(ge=1, le=MOST)], visit: Seen) -> Response:
    """Remove one of one's own views."""
    try:
        return visit.go("/ketidaksesuaian", saved_views.remove(visit.engine, view_id, actor=visit.actor))
    except NotPossible as error:
        raise forms.Missing(error.words) from None


@router.get("/ketidaksesuaian/kelompok/{cause}")
def group(cause: Cause, visit: Seen, setelah: After = None, sebelum: After = None) -> HTMLResponse:
    """One cause: its sentence, trend and cases."""
    return _group(visit, cause, setelah, sebelum)


@router.post("/ketidaksesuaian/kelompok/{cause}/buka")
def open_baseline(cause: Cause, visit: Settling) -> Response:
    """Take up the baseline of one cause, on purpose."""
    try:
        asked = forms.read(Opened, visit.form)
        count = cases.open_group(visit.engine, cause, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _group(visit, cause, None, None, wrong=forms.wrong(error, visit.form))
    said = texts()["cases.opened"]
    told = Words(id=said.id.format(count=count), en=said.en.format(count=count))
    return visit.go(case_filters.group_path(cause), told)


def plain(visit: Visit) -> bool:
    """Whoever settles or approves must read names, dates and addresses; nobody else need."""
    return visit.may("settle") or visit.may("approve")


def shown(visit: Visit, lines: tuple[CaseLine, ...]) -> tuple[CaseLine, ...]:
    """Lines as this person may read them."""
    return lines if plain(visit) else tuple(map(redaction.line, lines))


def _groups(visit: Visit, look: Look, start: int) -> tuple[cases.Group, ...]:
    """One more than a page shows: then there is another page."""
    asked = look.wanted
    return cases.groups(
        visit.engine,
        owner=asked.owner,
        kecamatan=asked.kecamatan,
        severity=asked.severity,
        kind=asked.kind,
        observing=look.slug == "tunggakan",
        limit=GROUPS + 1,
        offset=start,
    )


def _listed(visit: Visit, look: Look, after: int | None, before: int | None) -> queue.Listed:
    return queue.page(visit.engine, look.wanted, actor=visit.actor, after=after, before=before, limit=PAGE)


def _page(visit: Visit, look: Look, *, wrong: Wrong | None = None, **values: Any) -> HTMLResponse:
    settles = visit.may("settle")
    listed: queue.Listed | None = values.pop("listed", None)
    return visit.page(
        "cases/lists.html",
        wrong=wrong,
        look=look,
        tabs=_tabs(visit, look),
        filters=_filters(visit, look),
        saved=saved_views.saved(visit.engine, actor=visit.actor),
        mine=mine(visit.engine, actor=visit.actor, now=visit.now) if settles else None,
        listed=listed,
        lines=shown(visit, listed.lines) if listed else (),
        w=states,
        c=case_filters,
        most=queue.MOST,
        **{"groups": None, "start": 0, "size": GROUPS, **values},
    )


def _tabs(visit: Visit, look: Look) -> list[tuple[str, str, bool]]:
    """Every view with how many are in it; the officer's own only for who settles."""
    slugs = [slug for slug in case_filters.TABS if slug != "tugas" or visit.may("settle")]
    counted = tuple(case_filters.VIEWS[slug] for slug in slugs if slug not in case_filters.GROUPS)
    found = queue.counts(visit.engine, actor=visit.actor, views=counted)
    rows = []
    for slug in slugs:
        label = visit.t(f"cases.tab.{slug}")
        if slug in case_filters.VIEWS:
            label = f"{label} {much(visit, found[case_filters.VIEWS[slug]])}"
        query = {} if slug == "kelompok" else {"tampilan": slug}
        rows.append((label, visit.url("/ketidaksesuaian", **query, **look.filters), slug == look.slug))
    meant = much(visit, review.waiting(visit.engine, most=queue.MOST + 1))
    return [*rows, (f"{visit.t('cases.meant')} {meant}", "/tautan", False)]


def much(visit: Visit, count: int) -> str:
    """A count that stopped at :data:`simpul.cases.queue.MOST` says so."""
    return f"{visit.n(queue.MOST)}+" if count > queue.MOST else visit.n(count)


def _filters(visit: Visit, look: Look) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """(name, label, options, chosen) of every filter that fits the view."""
    names = [name for name in case_filters.FILTERS if name != "keadaan" or not look.grouped]
    rows = []
    for name in names:
        options = [("", visit.t("common.all"))]
        options += [(key, visit.say(told)) for key, told in case_filters.known(name).items()]
        rows.append((name, visit.t(f"cases.filter.{name}"), options, look.filters.get(name, "")))
    return rows


def _group(
    visit: Visit, cause: str, after: int | None, before: int | None, *, wrong: Wrong | None = None
) -> HTMLResponse:
    today = visit.now.astimezone(WIB).date()
    view = grouped(visit.engine, visit.city, cause[:300], today=today)
    if view is None:
        raise forms.Missing(texts()["cases.no_group"])
    look = case_filters.look({"tampilan": "sebab", "sebab": view.group.cause})
    listed = _listed(visit, look, after, before)
    return visit.page(
        "cases/group.html",
        wrong=wrong,
        look=look,
        view=view,
        path=case_filters.group_path(view.group.cause),
        listed=listed,
        lines=shown(visit, listed.lines),
        w=states,
        c=case_filters,
        plain=plain(visit),
    )
