"""Deciding a whole group at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases import bulk
from simpul.cases.cases import decide, undo
from simpul.core.errors import NotPossible
from simpul.testing.town import COPY, SOURCE, Town, applicant, person, town

RINA, JONI = "rina", "joni"
FEW, MANY = 30, 60


def _nik(place: int) -> str:
    return f"127109010190{9001 + place}"


def _disagreeing(engine: Engine, count: int, field: str = "alamat", window: timedelta = timedelta(hours=1)) -> Town:
    """``count`` applicants whose copy was changed outside the registry, all for one cause."""
    here = Town.settled(engine, city=town(window=window))
    people = [_nik(place) for place in range(count)]
    here.pull(SOURCE, *(person(nik, alamat="JL. SATU 1", tempat_lahir="MEDAN") for nik in people))
    here.pull(COPY, *(applicant(f"P-{nik}", nik, alamat="JL. SATU 1", tempat_lahir="MEDAN") for nik in people))
    here.compare()
    other = {field: {"alamat": "JL. DUA 2", "nama_lengkap": "BUDI SANTOSO"}[field]}
    usual = {"alamat": "JL. SATU 1", "tempat_lahir": "MEDAN"}
    here.pull(COPY, *(applicant(f"P-{nik}", nik, **{**usual, **other}) for nik in people))
    here.compare()
    return here


def _cause(here: Town) -> str:
    causes = here.rows("select distinct cause from simpul.cases where closed_at is null")
    assert len(causes) == 1, causes
    return str(causes[0]["cause"])


def _preview(here: Town, **options: object) -> bulk.Preview:
    asked = {"choice": "authority", "reason": "sesuai KK", "actor": RINA, **options}
    return bulk.preview(here.engine, _cause(here), **asked)  # type: ignore[arg-type]


def _states(here: Town) -> dict[str, int]:
    rows = here.rows("select state, count(*) as n from simpul.cases group by state")
    return {row["state"]: row["n"] for row in rows}


def test_a_preview_shows_the_group_and_decides_nothing(engine: Engine) -> None:
    """Counts, twenty at random (the same each time), the five most unlike; no case moves."""
    here = _disagreeing(engine, FEW)
    found = _preview(here)
    assert (found.job.waiting, len(found.sample), len(found.unlike), found.four_eyes) == (FEW, 20, 5, False)
    assert bulk.look(here.engine, found.job.id).sample == found.sample
    assert _states(here) == {"new": FEW}


def test_a_job_decides_every_case_of_the_group(engine: Engine) -> None:
    """Each case is decided under the job's number and its value waits to be sent; exceptions are left alone."""
    here = _disagreeing(engine, FEW)
    left = here.rows("select id from simpul.cases order by id limit 2")
    job = _preview(here, leave_out=[row["id"] for row in left]).job
    bulk.submit(here.engine, job.id, actor=RINA)
    seen: list[int] = []
    done = bulk.run(here.engine, here.city, job.id, progress=lambda at: seen.append(at.rows))
    assert (done.state, done.done, done.skipped) == ("done", FEW - 2, 0)
    assert _states(here) == {"decided": FEW - 2, "new": 2}
    assert here.rows("select count(*) as n from simpul.decision where job_id = :j", j=job.id) == [{"n": FEW - 2}]
    assert seen[-1] == FEW - 2


def test_cases_changed_since_the_preview_are_skipped_and_listed(engine: Engine) -> None:
    """Nobody saw what they say now."""
    here = _disagreeing(engine, FEW)
    job = _preview(here).job
    here.pull(COPY, applicant(f"P-{_nik(3)}", _nik(3), alamat="JL. TIGA 3", tempat_lahir="MEDAN"))
    here.compare()
    bulk.submit(here.engine, job.id, actor=RINA)
    done = bulk.run(here.engine, here.city, job.id)
    assert (done.done, done.skipped) == (FEW - 1, 1)
    assert "berubah" in bulk.skipped(here.engine, job.id)[0].reason


def test_many_at_once_need_a_second_person(engine: Engine) -> None:
    """Over the limit the job waits; its maker cannot approve it, another can, and then it runs."""
    here = _disagreeing(engine, MANY)
    found = _preview(here)
    assert found.four_eyes
    assert bulk.submit(here.engine, found.job.id, actor=RINA).state == "awaiting"
    with pytest.raises(NotPossible):
        bulk.approve(here.engine, found.job.id, actor=RINA)
    with pytest.raises(NotPossible, match="Menunggu persetujuan"):
        bulk.run(here.engine, here.city, found.job.id)
    bulk.approve(here.engine, found.job.id, actor=JONI)
    assert bulk.run(here.engine, here.city, found.job.id).done == MANY
    assert here.rows("select distinct approved_by, stands from simpul.decision") == [
        {"approved_by": JONI, "stands": True}
    ]


def test_the_database_holds_the_limit_too(engine: Engine) -> None:
    """A decision that is one of many does not stand without a second person, whoever writes it."""
    here = _disagreeing(engine, FEW)
    case = here.rows("select id from simpul.cases limit 1")[0]["id"]
    statement = (
        "insert into simpul.decision (case_id, case_version, field, choice, reason, actor, bulk_size) "
        "values (:c, 1, 'alamat', 'authority', 'x', 'rina', 51) returning stands"
    )
    with here.engine.begin() as conn:
        assert conn.execute(text(statement), {"c": case}).scalar() is False
    with pytest.raises(IntegrityError), here.engine.begin() as conn:
        conn.execute(text("update simpul.decision set approved_by = actor"))


def test_identity_needs_evidence_and_a_second_person_however_few(engine: Engine) -> None:
    """Names are settled by two, on a document; without one every case is skipped."""
    here = _disagreeing(engine, 3, "nama_lengkap")
    found = _preview(here)
    assert found.four_eyes
    bulk.submit(here.engine, found.job.id, actor=RINA)
    bulk.approve(here.engine, found.job.id, actor=JONI)
    assert bulk.run(here.engine, here.city, found.job.id).skipped == 3


def test_a_refusal_names_its_reason_and_leaves_the_cases(engine: Engine) -> None:
    """Nothing is decided; the job has ended."""
    here = _disagreeing(engine, MANY)
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)
    with pytest.raises(NotPossible, match="Alasan"):
        bulk.refuse(here.engine, job.id, actor=JONI, reason=" ")
    assert bulk.refuse(here.engine, job.id, actor=JONI, reason="periksa dulu").state == "refused"
    assert _states(here) == {"new": MANY}


def test_a_job_cut_short_goes_on_where_it_stood(engine: Engine) -> None:
    """What a crashed run committed is not decided again."""
    here = _disagreeing(engine, FEW)
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)

    class Crash(Exception):
        pass

    def crash(_: object) -> None:
        raise Crash

    with pytest.raises(Crash):
        bulk.run(here.engine, here.city, job.id, progress=crash)
    assert 0 < _states(here)["decided"] < FEW
    assert bulk.run(here.engine, here.city, job.id).done == FEW
    assert here.rows("select count(*) as n from simpul.decision") == [{"n": FEW}]


def test_a_job_is_undone_where_nothing_has_left(engine: Engine) -> None:
    """Within the window everything comes back; what was sent is listed with why."""
    here = _disagreeing(engine, FEW)
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)
    bulk.run(here.engine, here.city, job.id)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'sent' where id = (select min(id) from simpul.effect)"))
    undone, late = bulk.undo(here.engine, here.city, job.id, actor=RINA)
    assert (undone, len(late)) == (FEW - 1, 1)
    assert here.rows("select count(*) as n from simpul.effect where state = 'ready'") == [{"n": 0}]


@pytest.mark.parametrize("choice", ["other", "apart", "merge"])
def test_what_names_one_person_is_not_decided_for_many(engine: Engine, choice: str) -> None:
    """Another value, not the same person, joining two entries: one by one."""
    here = _disagreeing(engine, 2)
    with pytest.raises(NotPossible, match="satu per satu"):
        _preview(here, choice=choice)


def test_a_cause_without_cases_is_said_so(engine: Engine) -> None:
    """An empty job is never made."""
    here = _disagreeing(engine, 2)
    with pytest.raises(NotPossible, match="Tidak ada ketidaksesuaian"):
        bulk.preview(here.engine, "tidak ada", choice="authority", reason="x", actor=RINA)
    assert bulk.listing(here.engine) == ()


def _done(engine: Engine, count: int = FEW) -> tuple[Town, int]:
    here = _disagreeing(engine, count)
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)
    bulk.run(here.engine, here.city, job.id)
    return here, job.id


def test_an_undone_job_tells_what_became_of_every_case(engine: Engine) -> None:
    """Taken back, and kept with why; the numbers add up and stay when they are looked at again."""
    here, job = _done(engine)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'sent' where id = (select min(id) from simpul.effect)"))
    bulk.undo(here.engine, here.city, job, actor=JONI)
    found = bulk.look(here.engine, job).job
    assert (found.state, found.undone, found.kept, found.size, found.undo_by) == ("undone", FEW - 1, 1, FEW, JONI)
    assert "kompensasi" in bulk.kept(here.engine, job)[0].reason
    assert _states(here) == {"new": FEW - 1, "decided": 1}


def test_undoing_a_job_leaves_what_was_decided_again_since(engine: Engine) -> None:
    """A later decision of somebody else is not taken back with the job."""
    here, job = _done(engine)
    case = here.rows("select min(id) as id from simpul.cases")[0]["id"]
    undo(here.engine, here.city, case, actor=JONI)
    decide(here.engine, here.city, case, choice="authority", reason="dicek lagi", actor=JONI)
    undone, kept = bulk.undo(here.engine, here.city, job, actor=RINA)
    assert (undone, [one.case_id for one in kept]) == (FEW - 1, [case])
    assert here.rows("select state from simpul.cases where id = :id", id=case) == [{"state": "decided"}]


def test_a_job_to_be_taken_back_is_taken_back_by_whoever_works_jobs_off(engine: Engine) -> None:
    """Asked for in one act; the worker knows only the job's number. A second asking finds nothing left."""
    here, job = _done(engine)
    assert bulk.begin_undo(here.engine, job, actor=RINA).state == "undoing"
    found = bulk.run(here.engine, here.city, job)
    assert (found.state, found.undone, found.done) == ("undone", FEW, 0)
    with pytest.raises(NotPossible, match="Dikembalikan"):
        bulk.begin_undo(here.engine, job, actor=RINA)


def test_a_job_at_work_stops_when_it_is_to_be_taken_back(engine: Engine) -> None:
    """What it decided until then is taken back, the rest is never decided."""
    here = _disagreeing(engine, FEW)
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)

    def taken_back(_: object) -> None:
        if bulk.look(here.engine, job.id).job.state == "running":
            bulk.begin_undo(here.engine, job.id, actor=JONI)

    found = bulk.run(here.engine, here.city, job.id, progress=taken_back)
    assert (found.state, found.undone, found.waiting) == ("undone", 20, FEW - 20)
    assert _states(here) == {"new": FEW}


def test_only_its_maker_submits_a_job(engine: Engine) -> None:
    """Who previewed it answers for it; what was left out is remembered."""
    here = _disagreeing(engine, 3)
    left = here.rows("select min(id) as id from simpul.cases")[0]["id"]
    found = _preview(here, leave_out=[left])
    assert (found.left_out, found.job.size) == ((left,), 2)
    with pytest.raises(NotPossible, match="pembuat"):
        bulk.submit(here.engine, found.job.id, actor=JONI)


def test_nothing_leaves_once_a_job_is_to_be_taken_back(engine: Engine) -> None:
    """Between the asking and the worker no sending goes out, however late the worker comes."""
    here = _disagreeing(engine, FEW, window=timedelta(0))
    job = _preview(here).job
    bulk.submit(here.engine, job.id, actor=RINA)
    bulk.run(here.engine, here.city, job.id)
    bulk.begin_undo(here.engine, job.id, actor=RINA)
    assert here.deliver().sent == 0
    assert bulk.run(here.engine, here.city, job.id).undone == FEW


def test_a_preview_gives_way_to_a_newer_one_and_to_time(engine: Engine) -> None:
    """One's own of the same group at once, anybody's after a day; somebody else's of today stays."""
    here = _disagreeing(engine, 3)
    old, others, stale = (_preview(here, actor=actor).job.id for actor in (RINA, JONI, "budi"))
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.job set made_at = made_at - interval '2 days' where id = :id"), {"id": stale})
    new = _preview(here).job.id
    found = {job.id: job.state for job in bulk.listing(here.engine) if job.id in (old, others, stale, new)}
    assert found == {old: "cancelled", others: "preview", stale: "cancelled", new: "preview"}
