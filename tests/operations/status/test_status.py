"""The status of the whole hub."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import orjson

from simpul.operations import conditions
from simpul.operations.status import Status, status
from tests.operations.status.facts import Facts, a_city


def look(facts: Facts) -> Status:
    return status(facts.engine, a_city())


def kinds(found: Status) -> list[str]:
    return [task.kind for task in found.tasks]


def test_all_is_well_in_one_sentence(facts: Facts) -> None:
    """With young data and nothing waiting there is no task."""
    facts.well()
    found = look(facts)
    assert found.state == "healthy"
    assert found.verdict_id == "Semua berjalan baik. 2 dari 2 koneksi sehat."
    assert found.verdict_en == "All is well. 2 of 2 links are healthy."
    assert found.tasks == ()


def test_a_feed_shows_age_run_and_control_totals(facts: Facts) -> None:
    """Last run, totals of today and newest change at the source come from our own tables."""
    facts.well()
    facts.run("siak.penduduk", read=100, applied=60, unchanged=30, superseded=5, quarantined=5)
    seen = look(facts)
    feed = next(feed for feed in seen.feeds if feed.name == "siak.penduduk")
    assert feed.last_run is not None
    assert feed.last_run.totals.read == 100
    assert (feed.today.read, feed.today.applied, feed.runs_today, feed.gap) == (110, 64, 2, 0)
    assert feed.age is not None
    assert timedelta(0) < feed.age < timedelta(minutes=2)
    assert feed.newest_source_at is not None
    assert not conditions.late(seen, feed)


def test_switched_off_feeds_are_left_out(facts: Facts) -> None:
    """What is not pulled cannot be late."""
    facts.well()
    assert [feed.name for feed in look(facts).feeds] == ["siak.keluarga", "siak.penduduk", "apsp.pemohon"]


def test_a_stopped_scheduler_is_noticed_without_asking_it(facts: Facts) -> None:
    """No new run for four pauses is a task of its own, before any feed is late."""
    for feed in ("siak.penduduk", "siak.keluarga", "apsp.pemohon"):
        facts.run(feed, age=timedelta(minutes=62))
        facts.received(feed, timedelta(minutes=55))
    found = look(facts)
    assert kinds(found) == ["schedule"]
    assert found.verdict_id.startswith("1 hal perlu tindakan Anda.")
    assert found.verdict_en.startswith("1 thing needs you.")


def test_a_new_hub_says_that_nothing_ran_yet(facts: Facts) -> None:
    """Before the first run the only task is to start the scheduler."""
    found = look(facts)
    assert kinds(found) == ["schedule"]
    assert "belum pernah ada proses" in found.tasks[0].what.id


def test_lateness_names_delay_age_and_what_it_holds_up(facts: Facts) -> None:
    """A late feed is a task with what happened, whom it touches and what to do."""
    facts.well()
    facts.received("apsp.pemohon", timedelta(hours=2, minutes=35))
    task = look(facts).tasks[0]
    assert task.kind == "late"
    assert task.what.id.startswith("Data apsp.pemohon terlambat 1 jam 35 menit, per ")
    assert task.whom.id.endswith("perbandingannya ditahan.")
    assert task.advice.id == "Jalankan ./run pull apsp.pemohon."


def test_healing_needs_nobody_until_twice_the_limit(facts: Facts) -> None:
    """A link that heals itself is no task at first; from twice the freshness limit it is."""
    facts.well()
    facts.link("apsp", "breaker = 'open', failures = 5, open_until = clock_timestamp() + interval '1 hour'")
    facts.received("apsp.pemohon", timedelta(minutes=90))
    found = look(facts)
    assert found.tasks == ()
    assert found.verdict_id.startswith("Tidak ada yang perlu Anda lakukan. 1 dari 2 koneksi sehat.")
    facts.received("apsp.pemohon", timedelta(minutes=125))
    assert kinds(look(facts)) == ["late"]


def test_rows_that_do_not_add_up_come_first(facts: Facts) -> None:
    """A gap in the control totals outranks everything."""
    facts.well()
    facts.allow_gaps()
    facts.run("siak.penduduk", "stopped", read=10, applied=9, reason="BadCredentials: 401")
    found = look(facts)
    assert kinds(found) == ["gap", "link"]
    assert "selisih 1" in found.tasks[0].what.id


def test_cases_quarantine_effects_and_brakes_are_counted(facts: Facts) -> None:
    """Counts by state and rule, the baseline apart, and no more than five tasks."""
    facts.well()
    run = facts.run("siak.penduduk", "held")
    facts.sql(
        "insert into simpul.brake (run_id, target, reason) values (:run, 'siak.penduduk', 'akan menghapus 40 %')",
        run=run,
    )
    page = facts.sql(
        "insert into simpul.page (run_id, feed, number, digest, media)"
        " values (:run, 'siak.penduduk', 1, '\\x00', 'xml') returning id",
        run=run,
    )
    for rule, state in (("nik_16_digit", "open"), ("nik_16_digit", "open"), ("rt_angka", "open"), ("x", "discarded")):
        facts.sql(
            "insert into simpul.quarantine (page_id, run_id, feed, row_no, rule, state)"
            " values (:page, :run, 'siak.penduduk', 1, :rule, :state)",
            page=page, run=run, rule=rule, state=state,
        )  # fmt: skip
    for number, (state, observing) in enumerate(
        (("new", False), ("reopened", False), ("decided", False), ("new", True))
    ):
        facts.sql(
            "insert into simpul.cases"
            " (kind, subject_kind, subject_key, feed, record_key, authority_feed, state, observing) values"
            " ('different', 'penduduk', 'x', 'apsp.pemohon', :key, 'siak.penduduk', :state, :observing)",
            key=str(number), state=state, observing=observing,
        )  # fmt: skip
    for number, state in enumerate(("ready", "verified", "failed", "manual")):
        facts.sql(
            "insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state)"
            " values ('k', 'event', 'apsp', 'apsp.pemohon', 'r', :key, '{}', '{}', :state)",
            key=str(number), state=state,
        )  # fmt: skip
    found = look(facts)
    assert kinds(found) == ["brake", "effect", "effect", "cases", "quarantine"]
    assert found.more_tasks == 0
    assert {(one.name, one.detail): one.count for one in found.quarantine} == {
        ("siak.penduduk", "nik_16_digit"): 2,
        ("siak.penduduk", "rt_angka"): 1,
    }
    assert {one.detail: one.count for one in found.cases} == {"new": 1, "reopened": 1, "decided": 1}
    assert found.baseline == 1
    assert {one.detail: one.count for one in found.effects} == {"ready": 1, "verified": 1, "failed": 1, "manual": 1}
    assert "dibuka kembali" in found.tasks[3].what.id


def test_a_missed_deadline_of_a_schedule_is_a_task_for_a_day(facts: Facts) -> None:
    """What the scheduler noted in the audit reaches the page."""
    facts.well()
    for chain, act in (("dag/tarik_siak", "deadline_missed"), ("dag/tarik_apsp", "other"), ("siak.penduduk/all", "x")):
        facts.sql(
            "insert into simpul.audit (chain, seq, actor, act, previous, hash) values (:chain, 1, 'a', :act, '', '')",
            chain=chain, act=act,
        )  # fmt: skip
    found = look(facts)
    assert [(task.kind, task.target) for task in found.tasks] == [("deadline", "tarik_siak")]


def test_every_sentence_exists_in_both_languages_and_the_status_is_json(facts: Facts) -> None:
    """English is complete, and `--json` can print the whole value."""
    facts.run("siak.penduduk", "stopped", age=timedelta(hours=3), reason="x")
    found = look(facts)
    assert found.tasks
    for task in found.tasks:
        for words in (task.what, task.whom, task.advice):
            assert words.id
            assert words.en
            assert words.id != words.en
    assert orjson.dumps(dataclasses.asdict(found), default=str)
