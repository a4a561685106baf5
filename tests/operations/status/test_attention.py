"""What people are told to do: which facts make a task, from when on, in which order and with which words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simpul.operations.status import Status, status
from tests.operations.status.facts import Facts, a_city

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def look(facts: Facts) -> Status:
    return status(facts.engine, a_city())


def told(found: Status) -> list[tuple[str, str, str, str]]:
    """(kind, target, state, page) of every task."""
    return [(task.kind, task.target, task.state, task.page) for task in found.tasks]


def effect(facts: Facts, state: str, count: int = 1, *, system: str = "apsp", age: timedelta = MINUTE) -> None:
    for number in range(count):
        facts.sql(
            "insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state,"
            " created_at, sent_at) values ('k', 'event', :system, 'apsp.pemohon', 'r', :key, '{}', '{}', :state,"
            " clock_timestamp() - :age, clock_timestamp() - :age)",
            system=system, key=f"{state} {system} {number}", state=state, age=age,
        )  # fmt: skip


def test_sendings_that_wait_for_a_person_are_told_by_system_and_state(facts: Facts) -> None:
    """Failed, manual and drafts at once, an unanswered one after an hour; what is on its way is nobody's task."""
    facts.well()
    effect(facts, "ready", 3, age=3 * HOUR)
    effect(facts, "unknown", age=50 * MINUTE)
    assert told(look(facts)) == []
    effect(facts, "failed", 2)
    effect(facts, "manual")
    effect(facts, "draft", 4)
    effect(facts, "unknown", system="siak", age=70 * MINUTE)
    found = look(facts)
    page = "/koneksi/apsp/kiriman"
    assert sorted(told(found)) == sorted(
        [
            ("effect", "apsp", "action", page),
            ("effect", "apsp", "action", page),
            ("effect", "siak", "action", "/koneksi/siak/kiriman"),
            ("draft", "apsp", "action", page),
        ]
    )
    assert [task.kind for task in found.tasks] == ["effect", "effect", "effect", "draft"]
    said = {task.what.id: task.advice.id for task in found.tasks}
    assert "--state failed" in said["2 kiriman ke Layanan Satu Pintu gagal."]
    assert "--state manual" in said["1 kiriman ke Layanan Satu Pintu menunggu dikerjakan manual."]
    assert "--state unknown" in said["1 kiriman ke SIAK tanpa jawaban."]
    assert {task.what.en for task in found.tasks[:3]} == {
        "2 effects to Layanan Satu Pintu are failed.",
        "1 effects to Layanan Satu Pintu are manual.",
        "1 effects to SIAK are unknown.",
    }
    assert found.tasks[3].what.id.startswith("4 konsep kiriman ke Layanan Satu Pintu menunggu dilepas, tertua sejak ")
    assert found.tasks[3].whom.id == "Layanan Satu Pintu belum diberi tahu."
    assert (found.state, found.verdict_id) == ("action", "4 hal perlu tindakan Anda. 2 dari 2 koneksi sehat.")


def _case(facts: Facts, number: int, state: str) -> None:
    facts.sql(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, authority_feed, state) values"
        " ('different', 'penduduk', 'x', 'apsp.pemohon', :key, 'siak.penduduk', :state)",
        key=str(number), state=state,
    )  # fmt: skip


def test_disagreements_nobody_took_are_one_task(facts: Facts) -> None:
    """New and reopened ones are counted together; one that somebody has, or that is decided, is not."""
    facts.well()
    for number, state in enumerate(("assigned", "decided", "snoozed")):
        _case(facts, number, state)
    assert told(look(facts)) == []
    _case(facts, 7, "new")
    (one,) = look(facts).tasks
    assert (one.kind, one.page, one.state) == ("cases", "/ketidaksesuaian", "action")
    assert one.what.en == "1 disagreement waits for a decision."
    assert one.what.id == "1 ketidaksesuaian menunggu keputusan."
    _case(facts, 8, "reopened")
    (both,) = look(facts).tasks
    assert both.what.en == "2 disagreements wait for a decision, 1 of them reopened."
    assert both.what.id == "2 ketidaksesuaian menunggu keputusan, 1 di antaranya dibuka kembali."


def test_a_held_run_is_told_with_its_brake_and_its_link_is_not_told_again(facts: Facts) -> None:
    """The brake names reason and commands; a link that is down because of it makes no second task, another one does."""
    facts.well()
    run = facts.run("siak.penduduk", "held")
    number = facts.sql(
        "insert into simpul.brake (run_id, target, reason)"
        " values (:run, 'siak.penduduk', 'menghapus 40 %') returning id",
        run=run,
    )
    facts.run("siak.keluarga", "stopped", reason="BadCredentials: 401")
    facts.run("apsp.pemohon", "stopped", reason="BadCredentials: 401")
    facts.sql(
        "insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state)"
        " values ('k', 'event', 'apsp', 'apsp.pemohon', 'r', 'r', '{}', '{}', 'ready')"
    )
    found = look(facts)
    assert told(found) == [
        ("brake", "siak.penduduk", "action", "/sinkron/siak.penduduk"),
        ("link", "apsp", "action", "/koneksi/apsp"),
    ]
    held, link = found.tasks
    assert "ditahan sejak" in held.what.id and held.what.id.endswith(": menghapus 40 %")
    assert f"./run brake release {number} --reason" in held.advice.id
    assert f"./run brake refuse {number} --reason" in held.advice.en
    assert held.whom.id == "0 catatan tetap memakai data lama."
    assert link.what.id.startswith("Layanan Satu Pintu: ")
    assert link.whom.id == "0 catatan memakai data lama, 1 kiriman menunggu."
    assert link.advice.en == "Run ./run link test apsp and follow its advice."


def test_a_run_held_about_no_feed_leads_to_the_list(facts: Facts) -> None:
    """What is held may be a sending: its page is the list of runs."""
    facts.well()
    run = facts.run("kiriman", "held", kind="deliver")
    facts.sql("insert into simpul.brake (run_id, target, reason) values (:run, 'kiriman', 'x')", run=run)
    assert told(look(facts)) == [("brake", "kiriman", "action", "/sinkron")]


@pytest.mark.parametrize(("age", "silent"), [(235 * MINUTE, False), (245 * MINUTE, True)])
def test_the_scheduler_is_missed_after_four_pauses(facts: Facts, age: timedelta, silent: bool) -> None:
    """Four times the longest pause between two pulls and a minute: until then it may just be between two."""
    city = a_city()
    pauses = {feed.every for feed in city.feeds.values() if feed.enabled}
    ages = age * (max(pauses) / HOUR)
    for feed in ("siak.penduduk", "siak.keluarga", "apsp.pemohon"):
        facts.run(feed, age=ages)
        facts.received(feed, MINUTE)
    assert [task.kind for task in look(facts).tasks] == (["schedule"] if silent else [])


def test_a_silent_watcher_and_a_deaf_route_are_told(facts: Facts) -> None:
    """Ten minutes without a turn of the watcher of alerts are a task; before, they are none."""
    facts.well()
    facts.sql(
        "insert into simpul.heartbeat (name, beat_at) values ('alerts', clock_timestamp() - interval '9 minutes')"
    )
    route = facts.sql("insert into simpul.alert_route (name, env, made_by) values ('piket', 'X', 'ani') returning id")
    facts.sql(
        "insert into simpul.alert_message (route_id, kind, title, body, attempt) values (:route, 'alert', 't', 'b', 2)",
        route=route,
    )
    assert told(look(facts)) == []
    facts.sql("update simpul.heartbeat set beat_at = clock_timestamp() - interval '11 minutes'")
    facts.sql("update simpul.alert_message set attempt = 3")
    page = "/pengaturan/peringatan"
    found = look(facts)
    assert told(found) == [("watchdog", "alerts", "action", page), ("route", "piket", "action", page)]
    assert found.tasks[0].what.id.startswith("Penjaga peringatan diam sejak ")
    assert found.tasks[0].advice.id == "Jalankan lagi ./run alerts watch."
    assert found.tasks[1].what.en == "Alert route piket fails to deliver."
    assert "./run alerts route test piket" in found.tasks[1].advice.id


def test_the_most_pressing_five_are_shown_and_the_rest_counted(facts: Facts) -> None:
    """What may be lost comes before what is late, that before sendings, decisions and quarantine."""
    facts.well()
    facts.allow_gaps()
    facts.run("siak.keluarga", "done", read=12, applied=9)
    facts.received("apsp.pemohon", 3 * HOUR)
    facts.sql(
        "insert into simpul.audit (chain, seq, actor, act, previous, hash)"
        " values ('dag/pull_siak', 1, 'a', 'deadline_missed', '', '')"
    )
    effect(facts, "failed")
    effect(facts, "draft")
    _case(facts, 1, "new")
    run = facts.run("siak.penduduk")
    page = facts.sql(
        "insert into simpul.page (run_id, feed, number, digest, media)"
        " values (:run, 'siak.penduduk', 1, '\\x00', 'xml') returning id",
        run=run,
    )
    facts.sql(
        "insert into simpul.quarantine (page_id, run_id, feed, row_no, rule) values"
        " (:page, :run, 'siak.penduduk', 1, 'rt_angka')",
        page=page, run=run,
    )  # fmt: skip
    found = look(facts)
    assert [task.kind for task in found.tasks] == ["gap", "late", "deadline", "effect", "draft"]
    assert found.more_tasks == 2
    assert found.verdict_en == "7 things need you. 1 of 2 links are healthy."
    assert found.tasks[0].what.en == "Today's rows of siak.keluarga do not add up: 3 off."
    assert (found.tasks[1].state, found.tasks[1].page) == ("late", "/sinkron/apsp.pemohon")
    assert (found.tasks[2].target, found.tasks[2].page) == ("pull_siak", "/sinkron")
