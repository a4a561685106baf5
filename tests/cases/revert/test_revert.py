"""Taking back what a run, a file or a mapping version wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases import revert
from simpul.cases.cases import NotPossible
from simpul.core.errors import AlreadyRunning
from simpul.store import lease
from simpul.testing.town import BUDI, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

OLD, BAD = "JL. SEI MATI 1", "JL. KELIRU 9"
RINA, JONI = "rina", "joni"


@pytest.fixture
def here(engine: Engine) -> Town:
    """Everybody agrees about Siti."""
    made = Town.settled(engine)
    made.target.records[SITI_COPY] = {"alamat": OLD}
    return made


def _spread(here: Town) -> str:
    """A bad run of the registry that has reached the one-door service and was read back; the run's number."""
    run = here.pull(SOURCE, person(SITI, alamat=BAD), person(BUDI))
    here.compare()
    here.deliver()
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat=BAD))
    here.compare()
    assert here.target.records[SITI_COPY]["alamat"] == BAD
    return str(run)


def _approved(here: Town, target: str) -> revert.Undone:
    plan = revert.plan(here.engine, here.city, target, actor=RINA, reason="sumber keliru")
    return revert.approve(here.engine, here.city, plan.plan_id, actor=JONI)


def test_a_reverted_run_is_taken_back_everywhere(here: Town) -> None:
    """Mirror from history, new rows out, what had left is written back and verified, and nobody disagrees after."""
    run = _spread(here)
    done = _approved(here, run)
    assert (done.restored, done.removed, done.compensated) == (1, 1, 1)
    shown = "select key, alamat from mirror.penduduk where system = 'siak'"
    assert here.rows(shown) == [{"key": SITI, "alamat": OLD}]
    here.compare()
    here.deliver()
    assert here.target.records[SITI_COPY]["alamat"] == OLD
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat=OLD))
    assert here.compare().verified == 1
    assert here.cases() == []


def test_nothing_is_lost_by_a_revert(here: Town) -> None:
    """What was taken back stays in the history with the run that took it away."""
    _approved(here, _spread(here))
    kept = here.rows(
        "select key, alamat from history.penduduk where system = 'siak' and replaced_by_run = :r", r=_last(here)
    )
    assert {(row["key"], row["alamat"]) for row in kept} == {(SITI, BAD), (BUDI, OLD)}


def _last(here: Town) -> int:
    return int(here.rows("select max(id) as id from simpul.run where kind = 'revert'")[0]["id"])


def test_a_preview_changes_nothing(here: Town) -> None:
    """Planning counts rows, cases and effects and leaves mirror and effects as they are."""
    run = _spread(here)
    before = here.rows("select key, alamat, run_id from mirror.penduduk order by system, key"), here.effects()
    found = revert.plan(here.engine, here.city, run, actor=RINA, reason="sumber keliru")
    assert (found.counts.restored, found.counts.removed, found.counts.compensated) == (1, 1, 1)
    assert found.samples and BAD not in found.samples[0]
    assert (here.rows("select key, alamat, run_id from mirror.penduduk order by system, key"), here.effects()) == before


def test_what_has_not_left_simply_ends(here: Town) -> None:
    """An effect still waiting is withdrawn, not compensated."""
    run = str(here.pull(SOURCE, person(SITI, alamat=BAD)))
    here.compare()
    done = _approved(here, run)
    assert (done.compensated, done.withdrawn) == (0, 1)
    here.compare()
    assert here.deliver().sent == 0
    assert here.cases() == []


def test_a_later_run_is_not_undone_by_an_earlier_ones_revert(here: Town) -> None:
    """Rows that a newer run wrote over stay as the newer run left them."""
    run = str(here.pull(SOURCE, person(SITI, alamat=BAD), person(BUDI, alamat=BAD)))
    here.pull(SOURCE, person(SITI, alamat="JL. BARU 3"))
    assert _approved(here, run).removed == 1
    assert here.rows("select alamat from mirror.penduduk where system = 'siak'") == [{"alamat": "JL. BARU 3"}]


def test_the_planner_cannot_approve(here: Town) -> None:
    """Neither by the command nor by writing to the table."""
    found = revert.plan(here.engine, here.city, _spread(here), actor=RINA, reason="sumber keliru")
    for same in (RINA, "Rina "):
        with pytest.raises(NotPossible, match="orang lain"):
            revert.approve(here.engine, here.city, found.plan_id, actor=same)
    for statement in ("set state = 'done', approved_by = actor", "set state = 'done'"):
        with pytest.raises(IntegrityError), here.engine.begin() as conn:
            conn.execute(text(f"update simpul.revert {statement}"))


def test_a_plan_that_no_longer_holds_is_refused_whole(here: Town) -> None:
    """The mirror moved since: nothing is done, and the plan says so."""
    run = _spread(here)
    found = revert.plan(here.engine, here.city, run, actor=RINA, reason="sumber keliru")
    here.pull(SOURCE, person(SITI, alamat="JL. BARU 3"))
    with pytest.raises(NotPossible, match="berubah"):
        revert.approve(here.engine, here.city, found.plan_id, actor=JONI)
    assert here.rows("select count(*) as n from simpul.run where kind = 'revert'") == [{"n": 0}]


def test_a_plan_is_done_once(here: Town) -> None:
    """A second approval, or one after it was dropped, finds it settled."""
    found = revert.plan(here.engine, here.city, _spread(here), actor=RINA, reason="sumber keliru")
    revert.cancel(here.engine, found.plan_id, actor=RINA)
    with pytest.raises(NotPossible, match="dibatalkan"):
        revert.approve(here.engine, here.city, found.plan_id, actor=JONI)


def test_a_pull_under_way_is_not_reverted_over(here: Town) -> None:
    """While a worker pulls the feed its rows are not taken back."""
    found = revert.plan(here.engine, here.city, _spread(here), actor=RINA, reason="sumber keliru")
    with lease.held(here.engine, SOURCE), pytest.raises(AlreadyRunning):
        revert.approve(here.engine, here.city, found.plan_id, actor=JONI)


def test_a_file_is_taken_back_by_its_name(here: Town) -> None:
    """The rows of one file leave; a row it only repeated stays."""
    here.pull("loket.berkas_masuk", {"key": "BM-01-1", "nomor_berkas": "BM-01-1", "nama_lengkap": "SITI"})
    here.pull("loket.berkas_masuk", {"key": "BM-01-2", "nomor_berkas": "BM-01-2", "nama_lengkap": "BUDI"})
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.page set origin = 'b2.csv' where id = (select max(id) from simpul.page)"))
    assert _approved(here, "b2.csv").removed == 1
    assert here.rows("select key from mirror.berkas_masuk") == [{"key": "BM-01-1"}]


def test_a_mapping_version_taken_back_is_read_again(here: Town) -> None:
    """Its rows get their former values and the feed's next pull begins at the beginning."""
    here.pull(SOURCE, person(SITI, alamat=BAD))
    with here.engine.begin() as conn:
        conn.execute(text("update mirror.penduduk set mapping_revision = 'v2' where system = 'siak'"))
        conn.execute(text("update simpul.cursor set watermark = '5' where feed = 'siak.penduduk'"))
    assert _approved(here, "siak.penduduk@v2").restored == 1
    assert here.rows("select watermark from simpul.cursor where feed = 'siak.penduduk'") == [{"watermark": None}]


@pytest.mark.parametrize("target", ["999999", "tidak-ada.csv", "siak.penduduk@tidak-ada", "apa.ini@1"])
def test_a_target_that_names_nothing_is_said_so(here: Town, target: str) -> None:
    """A clear answer that names what can be given."""
    with pytest.raises(NotPossible, match="nomor proses"):
        revert.plan(here.engine, here.city, target, actor=RINA, reason="salah")


def test_a_copy_changed_since_is_not_overwritten(here: Town) -> None:
    """Somebody wrote another value there meanwhile: the compensation ends and people are asked."""
    run = _spread(here)
    _approved(here, run)
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. LAIN 7"))
    here.target.records[SITI_COPY] = {"alamat": "JL. LAIN 7"}
    here.deliver()
    here.compare()
    assert here.target.records[SITI_COPY]["alamat"] == "JL. LAIN 7"
    assert [field for field, _, _ in here.cases()] == ["alamat"]
