"""Quarantine as people settle it: what each act writes, whom it refuses, and what a later pull makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simpul.core.errors import NotPossible
from simpul.ingest import quarantine
from simpul.ingest.quarantine import Trial
from simpul.store import audit, lease
from tests.ingest.pull.conftest import Hub, nik, page, warga

FEED, RULE = "uji.warga", "tanggal_rusak"
OPEN = "select record_key, field, rule, state from simpul.quarantine order by id"


@pytest.fixture
def held(hub: Hub) -> Hub:
    """Two birth dates, a phone number and a whole row that broke a rule."""
    feed = hub.city.feeds[FEED]
    fields = tuple(replace(spec, phone="id") if spec.name == "no_hp" else spec for spec in feed.mapping.fields)
    told = replace(feed, mapping=replace(feed.mapping, fields=fields))
    hub = replace(hub, city=replace(hub.city, feeds={**hub.city.feeds, FEED: told}))
    hub.pull(
        "warga", page(warga(1, lahir="10/10/1990"), warga(2, lahir="11/10/1990", hp="12"), warga(3), warga(4, nik="12"))
    )
    return hub


def _entries(hub: Hub) -> dict[tuple[str | None, str], int]:
    """(last digits of the key, field) → entry."""
    rows = hub.rows("select right(record_key, 4), field, id from simpul.quarantine")
    return {(key, field): number for key, field, number in rows}


def _acts(hub: Hub, actor: str) -> list[str]:
    """What stands in somebody's own chain, which verifies."""
    chain = audit.chain_of_actor(actor)
    with hub.engine.connect() as conn:
        assert audit.verify(conn, chain).ok
    return [str(act) for act in hub.rows("select act from simpul.audit where chain = :chain order by seq", chain=chain)]


def _refused(hub: Hub, number: int, **more: str) -> NotPossible:
    wanted = {"value": "+6281234567890", "reason": "formulir", "actor": "ani", **more}
    with pytest.raises(NotPossible) as error:
        quarantine.correct(hub.engine, hub.city, number, **wanted)
    return error.value


def test_a_pull_sets_aside_by_row_and_value(held: Hub) -> None:
    """A bad value costs itself, a bad key its row; each entry knows its row, its rule and its value masked."""
    rows = held.rows(
        "select row_no, field, rule, state, record_key is null from simpul.quarantine order by row_no, field"
    )
    assert [row[:2] for row in rows] == [(1, "tanggal_lahir"), (2, "no_hp"), (2, "tanggal_lahir"), (4, "")]
    assert {row[3] for row in rows} == {"open"}
    assert held.rows("select read, applied, unchanged, quarantined, quarantined_values, pending from simpul.run") == [
        (4, 3, 0, 1, 3, 0)
    ]
    assert held.rows("select nik from mirror.penduduk order by nik") == [nik(1), nik(2), nik(3)]
    assert held.rows("select masked from simpul.quarantine where field = 'no_hp'") == ["••••••"]


def test_a_bad_value_sent_again_keeps_its_entry_and_a_good_one_settles_it(held: Hub) -> None:
    """Still bad: the same entry, with the newer page. Good: overtaken by the machine, the others stay."""
    before = _entries(held)
    held.pull("warga", page(warga(1, day=3, lahir="99/99/1990"), warga(2, day=3, lahir="1990-10-11", hp="12")))
    assert _entries(held) == before
    found = {
        row[:2]: row[2:]
        for row in held.rows("select right(record_key, 4), field, state, run_id from simpul.quarantine")
    }
    runs = held.rows("select id from simpul.run order by id")
    assert found["9001", "tanggal_lahir"] == ("open", runs[1])
    assert found["9002", "tanggal_lahir"][0] == "overtaken"
    assert found["9002", "no_hp"] == ("open", runs[1])
    assert held.rows("select settled_by, reason from simpul.quarantine where state = 'overtaken'") == [
        ("mesin", "nilai baru diterima")
    ]


def test_a_correction_writes_its_act_its_settlement_and_the_mirror(held: Hub) -> None:
    """One person is enough for a phone: the entry is settled by name, its run done, its chain says so."""
    number = _entries(held)["9002", "no_hp"]
    done = quarantine.correct(
        held.engine, held.city, number, value=" +6281234567890 ", reason=" formulir ", actor=" ani "
    )
    assert (done.awaits, done.entries) == (False, 1)
    assert held.rows("select no_hp from mirror.penduduk where nik = :nik", nik=nik(2)) == ["+6281234567890"]
    settled = "select state, settled_by, reason from simpul.quarantine where id = :id"
    assert held.rows(settled, id=number) == [("replayed", "ani", "formulir")]
    assert held.rows("select state, caller, read from simpul.run order by id desc limit 1") == [
        ("done", "correct:ani", 1)
    ]
    assert _acts(held, "ani") == ["quarantine_correct"]
    shown = quarantine.settlement(held.engine, done.settlement_id)
    assert shown is not None and not shown.open
    assert (shown.kind, shown.before, shown.after, shown.entry_id) == ("correct", "••••••", "+6281234567890", number)
    assert "sudah diselesaikan" in str(_refused(held, number))


def test_what_cannot_be_corrected_is_refused_with_why(held: Hub) -> None:
    """A whole row, a value that breaks a rule, no such entry, a feed that is being pulled, bytes that are gone."""
    entries = _entries(held)
    whole = next(number for (_, field), number in entries.items() if not field)
    number = entries["9002", "no_hp"]
    reasons = [
        _refused(held, whole),
        _refused(held, entries["9001", "tanggal_lahir"], value="31-31-1990"),
        _refused(held, number, value=" "),
    ]
    reasons += [_refused(held, 99999), _refused(held, number, reason=" "), _refused(held, number, actor=" ")]
    with lease.held(held.engine, FEED):
        reasons.append(_refused(held, number))
    held.run("update simpul.quarantine set sealed = null, key_id = '' where id = :id", id=number)
    reasons.append(_refused(held, number))
    assert len({str(reason) for reason in reasons}) == len(reasons)
    assert held.rows("select count(*)::int from simpul.quarantine_settlement") == [0]
    assert held.rows("select no_hp from mirror.penduduk where nik = :nik", nik=nik(2)) == [None]
    assert _acts(held, "ani") == []


def test_a_correction_obeys_the_rules_of_the_mapping(held: Hub) -> None:
    """What the feed's own mapping would set aside again does not stand in for what it set aside."""
    number = _entries(held)["9002", "no_hp"]
    assert "telepon_rusak" in str(_refused(held, number, value="12"))
    assert held.rows("select count(*)::int from simpul.quarantine_settlement") == [0]


def test_a_proposal_is_shown_refused_withdrawn_and_made_again(held: Hub) -> None:
    """Only its proposer takes it back, only others refuse it, a reason is due, and it is settled once."""
    engine, number = held.engine, _entries(held)["9001", "tanggal_lahir"]

    def propose() -> int:
        done = quarantine.correct(engine, held.city, number, value="1990-10-10", reason="akta", actor="ani")
        assert done.awaits and done.entries == 0
        return done.settlement_id

    first = propose()
    (waiting,) = quarantine.proposals(engine, actor="budi", feed=FEED, rule=RULE)
    assert (waiting.id, waiting.proposer, waiting.reason, waiting.open) == (first, "ani", "akta", True)
    assert (waiting.before, waiting.after, waiting.field) == ("10••••••90", "1990-10-10", "tanggal_lahir")
    assert (waiting.page, waiting.entries) == (f"/karantina/usul/{first}", 1)
    assert quarantine.proposals(engine, feed="uji.kartu") == quarantine.proposals(engine, rule="x") == ()
    for act in (
        lambda: quarantine.withdraw(engine, first, actor="budi"),
        lambda: quarantine.refuse(engine, first, reason="bukan", actor="ani"),
        lambda: quarantine.refuse(engine, first, reason=" ", actor="budi"),
        lambda: quarantine.refuse(engine, 99999, reason="x", actor="budi"),
        propose,
    ):
        with pytest.raises(NotPossible):
            act()
    assert quarantine.withdraw(engine, first, actor="ani").id
    for act in (
        lambda: quarantine.withdraw(engine, first, actor="ani"),
        lambda: quarantine.approve(engine, held.city, first, actor="budi"),
    ):
        with pytest.raises(NotPossible):
            act()
    gone = quarantine.settlement(engine, first)
    assert gone is not None and not gone.open and quarantine.settlement(engine, 99999) is None
    second = propose()
    quarantine.refuse(engine, second, reason="akta lain", actor="budi")
    third = propose()
    assert quarantine.approve(engine, held.city, third, actor="budi").entries == 1
    assert held.rows("select tanggal_lahir::text from mirror.penduduk where nik = :nik", nik=nik(1)) == ["1990-10-10"]
    assert _acts(held, "ani") == ["quarantine_correct", "quarantine_withdraw", *["quarantine_correct"] * 2]
    assert _acts(held, "budi") == ["quarantine_refuse", "quarantine_approve"]
    assert quarantine.proposals(engine) == ()


def test_a_discard_reaches_what_was_shown_and_no_further(held: Hub) -> None:
    """One entry alone, or the group up to the newest shown; nothing to discard is refused."""
    entries = _entries(held)
    one = entries["9001", "tanggal_lahir"]
    with pytest.raises(NotPossible):
        quarantine.discard(held.engine, FEED, "tidak_ada", reason="uji", actor="ani")
    made = quarantine.discard(held.engine, FEED, RULE, reason="uji", actor="ani", entry_id=one)
    assert made.awaits
    done = quarantine.approve(held.engine, held.city, made.settlement_id, actor="budi")
    assert done.entries == 1 and "1" in done.words.id
    assert held.rows("select state from simpul.quarantine where id = :id", id=one) == ["discarded"]
    held.pull("warga", page(warga(7, lahir="12/10/1990")))
    shown = entries["9002", "tanggal_lahir"]
    rest = quarantine.discard(held.engine, FEED, RULE, reason="uji", actor="ani", up_to=shown)
    assert quarantine.approve(held.engine, held.city, rest.settlement_id, actor="budi").entries == 1
    assert held.rows(
        "select right(record_key, 4) from simpul.quarantine where state = 'open' and rule = :rule", rule=RULE
    ) == ["9007"]
    assert _acts(held, "budi") == ["quarantine_approve", "quarantine_approve"]


def test_a_preview_and_trying_again_agree_entry_by_entry(held: Hub) -> None:
    """With the mapping mended dates pass, the rest fails by its rule; what is past its retention is counted gone."""
    feed = held.city.feeds[FEED]
    fields = tuple(replace(one, date="%d/%m/%Y") if one.name == "tanggal_lahir" else one for one in feed.mapping.fields)
    mended = replace(feed, mapping=replace(feed.mapping, fields=fields))
    seen = quarantine.preview(held.engine, mended)
    assert (seen.entries, seen.looked_at, seen.passing, seen.failing, seen.gone) == (4, 4, 2, 2, 0)
    assert sum(seen.rules.values()) == 2 and "" not in seen.rules
    assert quarantine.preview(held.engine, mended, Trial(rule=RULE)).entries == 2
    done = quarantine.replay(held.engine, held.city, mended, actor="ani")
    assert (done.tried, done.replayed, done.overtaken, done.still_open, done.gone) == (4, 2, 0, 2, 0)
    run = "select kind, state, caller, read from simpul.run where id = :run"
    assert held.rows(run, run=done.run_id)[0][1:3] == ("done", "replay:ani")
    assert held.rows("select tanggal_lahir::text from mirror.penduduk order by nik") == [
        "1990-10-10",
        "1990-10-11",
        "1990-10-10",
    ]
    assert quarantine.replay(held.engine, held.city, mended, actor="ani", trial=Trial(rule=RULE)).run_id == 0
    held.run("delete from simpul.page_body")
    lost = quarantine.preview(held.engine, mended)
    assert (lost.entries, lost.looked_at, lost.passing, lost.failing, lost.gone) == (2, 2, 0, 0, 2)
    again = quarantine.replay(held.engine, held.city, mended, actor="ani")
    assert (again.replayed, again.still_open, again.gone) == (0, 2, 1)
