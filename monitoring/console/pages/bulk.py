"""Deciding a whole group: form, preview, job with progress, undo of all of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from monitoring.console import bulk_forms, case_filters, forms
from monitoring.console.access import needs
from monitoring.console.bulk_forms import Asked, Refusal
from monitoring.console.forms import Wrong
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases import bulk, labels, redaction, sentences
from simpul.cases import options as choosing
from simpul.cases.bulk import Job, Preview
from simpul.cases.groups import Group, groups
from simpul.cases.listing import CaseLine
from simpul.cases.options import Option
from simpul.core import offices
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.core.texts import states
from simpul.operations import use_cases
from simpul.operations.jobs import request

router = APIRouter()
SAMPLES = ("/massal",)
#: Decisions that are taken back while one waits; more are left to a worker.
AT_ONCE = 100
#: States in which something still happens by itself.
MOVING = ("ready", "running", "undoing")
Seen = Annotated[Visit, Depends(needs("see"))]
Settling = Annotated[Visit, Depends(needs("settle"))]
Approving = Annotated[Visit, Depends(needs("approve"))]


@router.get("/ketidaksesuaian/kelompok/{cause}/massal")
def ask(cause: str, visit: Settling) -> HTMLResponse:
    """One decision for all cases of a cause."""
    return _ask(visit, cause)


@router.post("/ketidaksesuaian/kelompok/{cause}/massal")
def preview(cause: str, visit: Settling) -> Response:
    """Fix the cases and show what would happen."""
    try:
        asked = forms.read(Asked, visit.form)
        found = bulk.preview(
            visit.engine, cause, choice=asked.choice, reason=asked.reason, actor=visit.actor,
            until=asked.until, evidence=asked.evidence, leave_out=asked.out,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _ask(visit, cause, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(found.job.id))


@router.get("/massal")
def jobs(visit: Seen) -> HTMLResponse:
    """Bulk decisions, newest first."""
    return visit.page("bulk/jobs.html", jobs=bulk.listing(visit.engine), words=words)


@router.get("/massal/{job_id}")
def job(job_id: int, visit: Seen) -> HTMLResponse:
    """A preview, or how far the job is."""
    return _job(visit, job_id)


@router.get("/massal/{job_id}/kemajuan")
def progress(job_id: int, visit: Seen) -> HTMLResponse:
    """The part of the page that moves."""
    try:
        found = bulk.job(visit.engine, job_id)
    except NotPossible as error:
        raise forms.Missing(error.words) from None
    return visit.fragment("bulk/progress.html", **_moving(visit, found))


@router.post("/massal/{job_id}/kecualikan")
def leave_out(job_id: int, visit: Settling) -> Response:
    """Preview again without what was ticked."""
    found = _look(visit, job_id)
    try:
        out = (*found.left_out, *bulk_forms.ticked(visit))
        again = bulk.preview(
            visit.engine, found.job.cause, choice=_choice(found), reason=found.job.reason, actor=visit.actor,
            until=found.until, evidence=found.evidence, leave_out=out,
        )  # fmt: skip
    except (forms.Invalid, NotPossible) as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(again.job.id))


@router.post("/massal/{job_id}/ajukan")
def submit(job_id: int, visit: Settling) -> Response:
    """Run it, or have another person approve it first."""
    try:
        done = bulk.submit(visit.engine, job_id, actor=visit.actor)
        if done.state == "ready":
            _hand_over(visit, job_id)
    except NotPossible as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(job_id), texts()["bulk.started" if done.state == "ready" else "bulk.submitted"])


@router.post("/massal/{job_id}/setujui")
def approve(job_id: int, visit: Approving) -> Response:
    """The second person lets it run."""
    try:
        bulk.approve(visit.engine, job_id, actor=visit.actor)
        _hand_over(visit, job_id)
    except NotPossible as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(job_id), texts()["bulk.approved"])


@router.post("/massal/{job_id}/tolak")
def refuse(job_id: int, visit: Approving) -> Response:
    """The second person turns it down."""
    try:
        asked = forms.read(Refusal, visit.form)
        bulk.refuse(visit.engine, job_id, actor=visit.actor, reason=asked.reason)
    except (forms.Invalid, NotPossible) as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go("/persetujuan", texts()["bulk.refused"])


@router.post("/massal/{job_id}/hentikan")
def stop(job_id: int, visit: Settling) -> Response:
    """Stop it, or drop a preview or proposal."""
    try:
        bulk.cancel(visit.engine, job_id, actor=visit.actor)
    except NotPossible as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(job_id), texts()["bulk.stopped"])


@router.post("/massal/{job_id}/minta")
def again(job_id: int, visit: Settling) -> Response:
    """Ask for a worker once more."""
    _look(visit, job_id)
    try:
        request.ask(visit.engine, visit.city, "bulk", str(job_id), actor=visit.actor)
    except NotPossible as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    return visit.go(_path(job_id), texts()["bulk.asked"])


@router.post("/massal/{job_id}/batalkan")
def undo(job_id: int, visit: Settling) -> Response:
    """Take all of it back in one act."""
    try:
        begun = bulk.begin_undo(visit.engine, job_id, actor=visit.actor)
        if begun.done > AT_ONCE:
            _hand_over(visit, job_id)
            return visit.go(_path(job_id), texts()["bulk.undo_begun"])
        ended = use_cases.bulk(visit.engine, visit.city, str(job_id), use_cases.Start()).result
    except NotPossible as error:
        return _job(visit, job_id, wrong=forms.wrong(error, visit.form))
    told = texts()["bulk.undo_done"]
    counts = {"undone": ended.undone, "kept": ended.kept}
    return visit.go(_path(job_id), Words(id=told.id.format(**counts), en=told.en.format(**counts)))


def _hand_over(visit: Visit, job_id: int) -> None:
    """Have a worker take it. One that is at this job already sees by itself that there is more to do."""
    waiting = request.listing(visit.engine, target=str(job_id), kind="bulk", only_open=True, limit=1)
    if not waiting:
        request.ask(visit.engine, visit.city, "bulk", str(job_id), actor=visit.actor)


def _ask(visit: Visit, cause: str, *, wrong: Wrong | None = None) -> HTMLResponse:
    found = groups(visit.engine, cause=cause[:300], limit=1)
    if not found:
        raise forms.Missing(texts()["bulk.no_group"])
    return visit.page(
        "bulk/ask.html", wrong=wrong, group=found[0], options=_options(visit, found[0]), words=words,
        path=case_filters.group_path(cause), evidence=[(key, visit.say(told)) for key, told in words.EVIDENCE.items()],
    )  # fmt: skip


def _options(visit: Visit, group: Group) -> list[Option]:
    """What fits every case of the group; cases of one cause are of one field."""
    return [option for option in choosing.options(visit.city, group.samples[0]) if option.choice in bulk.CHOICES]


def _job(visit: Visit, job_id: int, *, wrong: Wrong | None = None) -> HTMLResponse:
    found = _look(visit, job_id)
    moving = _moving(visit, found.job)
    may = visit.may("settle") or visit.may("approve")
    return visit.page(
        "bulk/preview.html" if found.job.state in ("preview", "awaiting") else "bulk/job.html",
        wrong=wrong, sample=_shown(found.sample, may), unlike=_shown(found.unlike, may), then=_then(visit, found),
        found=found, counts=_counts(visit, found), words=words, path=_path(job_id),
        group=case_filters.group_path(found.job.cause),
        title=sentences.title(found.sample[0]) if found.sample else None,
        skipped=bulk.skipped(visit.engine, job_id), kept=bulk.kept(visit.engine, job_id),
        mine=visit.person is not None and found.job.actor.lower() == visit.actor.lower(), may=may, **moving,
    )  # fmt: skip


def _look(visit: Visit, job_id: int) -> Preview:
    try:
        return bulk.look(visit.engine, job_id)
    except NotPossible as error:
        raise forms.Missing(error.words) from None


def _moving(visit: Visit, job: Job) -> dict[str, Any]:
    """How far it is, and whether anybody is at it."""
    asked = request.listing(visit.engine, target=str(job.id), kind="bulk", limit=1)
    return {"job": job, "errand": asked[0] if asked else None, "moves": job.state in MOVING}


def _shown(lines: tuple[CaseLine, ...], may: bool) -> tuple[CaseLine, ...]:
    return lines if may else tuple(redaction.line(line) for line in lines)


def _then(visit: Visit, found: Preview) -> Option | None:
    """The decision in words, as it is for the first of the sample."""
    cases = found.sample[:1]
    options = choosing.options(visit.city, cases[0]) if cases else ()
    return next((option for option in options if option.choice == found.job.choice), None)


def _counts(visit: Visit, found: Preview) -> dict[str, list[tuple[str, int]]]:
    """Severity, office and kecamatan with their words, the largest first."""
    known = {
        "severity": states.SEVERITY,
        "owner": {code: office.words for code, office in offices.OFFICES.items()},
        "kecamatan": labels.kecamatan(),
    }
    return {
        name: [
            (visit.say(known[name][key]) if key in known[name] else visit.t("bulk.nowhere"), count)
            for key, count in sorted(found.counts[name].items(), key=lambda one: -one[1])
        ]
        for name in known
    }


def _choice(found: Preview) -> Any:
    return found.job.choice


def _path(job_id: int) -> str:
    return f"/massal/{job_id}"
