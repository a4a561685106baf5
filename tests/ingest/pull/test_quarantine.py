"""Settling what is set aside: say first what would happen, correct with a reason, discard by two, return."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from simpul.core.errors import NotPossible
from simpul.core.model import Feed
from simpul.ingest import quarantine
from simpul.ingest.quarantine import Trial
from simpul.store import audit
from simpul.store.access_log import Looking
from simpul.store.queries import query
from tests.ingest.pull.conftest import Hub, page, warga


def _dates(feed: Feed, form: str) -> Feed:
    fields = tuple(replace(spec, date=form) if spec.name == "tanggal_lahir" else spec for spec in feed.mapping.fields)
    return replace(feed, mapping=replace(feed.mapping, fields=fields))


def _entry(hub: Hub, **wanted: str) -> quarantine.Entry:
    with hub.engine.connect() as conn:
        return next(
            found
            for found in quarantine.listing(conn)
            if all(getattr(found, name) == value for name, value in wanted.items())
        )


def _stored(hub: Hub) -> list[object]:
    return [*hub.rows("select count(*), max(id) from simpul.run"), *hub.rows("select * from simpul.quarantine")]


def _open(hub: Hub, rule: str) -> int:
    return int(hub.rows("select count(*) from simpul.quarantine where state = 'open' and rule = :rule", rule=rule)[0])


@pytest.fixture
def held(hub: Hub) -> Hub:
    """Two birth dates and a phone number that break a rule."""
    feed = hub.city.feeds["uji.warga"]
    fields = tuple(replace(spec, phone="id") if spec.name == "no_hp" else spec for spec in feed.mapping.fields)
    told = replace(feed, mapping=replace(feed.mapping, fields=fields))
    hub = replace(hub, city=replace(hub.city, feeds={**hub.city.feeds, "uji.warga": told}))
    hub.pull("warga", page(warga(1, lahir="10/10/1990"), warga(2, lahir="11/10/1990", hp="12"), warga(3)))
    return hub


def test_groups_are_counted_by_feed_and_rule(held: Hub) -> None:
    """One line per rule, with how many and since when."""
    found = {(group.rule, group.entries, group.rows) for group in quarantine.groups(held.engine)}
    assert found == {("tanggal_rusak", 2, 0), ("telepon_rusak", 1, 0)}


def test_a_preview_says_what_a_replay_does_and_writes_nothing(held: Hub) -> None:
    """Counts of the preview are those of the replay; before it, no row of any table changes."""
    feed = _dates(held.city.feeds["uji.warga"], "%d/%m/%Y")
    before = _stored(held)
    seen = quarantine.preview(held.engine, feed, Trial(rule="tanggal_rusak"))
    assert (seen.entries, seen.looked_at, seen.passing, seen.failing, seen.gone) == (2, 2, 2, 0, 0)
    assert before == _stored(held)
    done = quarantine.replay(held.engine, held.city, feed, actor="ani", trial=Trial(rule="tanggal_rusak"))
    assert (done.replayed, done.still_open) == (2, 0)
    assert (
        quarantine.preview(held.engine, held.city.feeds["uji.warga"]).failing
        == held.rows("select count(*)::int from simpul.quarantine where state = 'open'")[0]
    )


def test_one_entry_is_tried_alone(held: Hub) -> None:
    """Trying one entry settles no other one of its page."""
    feed = _dates(held.city.feeds["uji.warga"], "%d/%m/%Y")
    entry = _entry(held, rule="tanggal_rusak")
    done = quarantine.replay(held.engine, held.city, feed, actor="ani", trial=Trial(entry_id=entry.id))
    assert (done.tried, done.replayed) == (1, 1)
    assert held.rows("select count(*)::int from simpul.quarantine where state = 'open' and rule = 'tanggal_rusak'") == [
        1
    ]


def test_a_corrected_value_is_used_while_the_source_sends_the_wrong_one(held: Hub) -> None:
    """The mirror shows the corrected value, also after the next pull; another wrong value is set aside anew."""
    entry = _entry(held, field="no_hp")
    done = quarantine.correct(
        held.engine, held.city, entry.id, value="+6281234567890", reason="menurut formulir", actor="ani"
    )
    assert not done.awaits
    phone = "select no_hp, held from mirror.penduduk where nik like '%9002'"
    assert held.rows(phone) == [("+6281234567890", ["tanggal_lahir"])]
    held.pull("warga", page(warga(2, day=3, lahir="11/10/1990", hp="12", alamat="BARU")))
    assert held.rows(phone) == [("+6281234567890", ["tanggal_lahir"])]
    assert held.rows("select count(*)::int from simpul.quarantine where state = 'open' and field = 'no_hp'") == [0]
    held.pull("warga", page(warga(2, day=4, lahir="11/10/1990", hp="13")))
    assert held.rows(phone) == [(None, ["tanggal_lahir", "no_hp"])]


def test_a_correction_obeys_the_schema(held: Hub) -> None:
    """A value that breaks a rule too, or comes without reason or person, is refused and nothing is kept of it."""
    entry = _entry(held, field="tanggal_lahir")
    for value, reason, actor in (
        ("31-31-1990", "x", "ani"),
        ("", "x", "ani"),
        ("1990-10-10", " ", "ani"),
        ("1990-10-10", "x", ""),
    ):
        with pytest.raises(NotPossible):
            quarantine.correct(held.engine, held.city, entry.id, value=value, reason=reason, actor=actor)
    assert held.rows("select count(*)::int from simpul.quarantine_settlement") == [0]


def test_who_somebody_is_takes_two(held: Hub) -> None:
    """A corrected birth date is only a proposal; another person approves it, its proposer cannot."""
    entry = _entry(held, field="tanggal_lahir", record_key="1271091010909001")
    made = quarantine.correct(held.engine, held.city, entry.id, value="1990-10-10", reason="akta", actor="ani")
    assert made.awaits
    born = "select tanggal_lahir::text from mirror.penduduk where nik like '%9001'"
    assert held.rows(born) == [None]
    assert [(one.proposer, one.after) for one in quarantine.proposals(held.engine, actor="budi")] == [
        ("ani", "1990-10-10")
    ]
    assert quarantine.proposals(held.engine, actor="ani") == ()
    for same in ("ani", " ANI "):
        with pytest.raises(NotPossible):
            quarantine.approve(held.engine, held.city, made.settlement_id, actor=same)
    quarantine.approve(held.engine, held.city, made.settlement_id, actor="budi")
    assert held.rows(born) == ["1990-10-10"]
    assert held.rows("select state from simpul.quarantine where id = :id", id=entry.id) == ["replayed"]


def test_a_discard_takes_two(held: Hub) -> None:
    """Nothing is discarded until another person approves; refusing keeps it; what came later stays."""
    first = quarantine.discard(held.engine, "uji.warga", "tanggal_rusak", reason="data uji", actor="ani")
    with pytest.raises(NotPossible):
        quarantine.discard(held.engine, "uji.warga", "tanggal_rusak", reason="lagi", actor="budi")
    quarantine.refuse(held.engine, first.settlement_id, reason="jangan", actor="budi")
    second = quarantine.discard(held.engine, "uji.warga", "tanggal_rusak", reason="data uji", actor="ani")
    held.pull("warga", page(warga(7, lahir="12/10/1990")))
    with pytest.raises(NotPossible):
        quarantine.approve(held.engine, held.city, second.settlement_id, actor="ani")
    assert held.rows("select count(*)::int from simpul.quarantine where state = 'discarded'") == [0]
    done = quarantine.approve(held.engine, held.city, second.settlement_id, actor="budi")
    assert done.entries == 2
    assert held.rows("select count(*)::int from simpul.quarantine where state = 'open' and rule = 'tanggal_rusak'") == [
        1
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "update simpul.quarantine set state = 'discarded', settled_by = 'ani'",
        "update simpul.quarantine set state = 'discarded', settlement_id = s.id from simpul.quarantine_settlement as s",
        "update simpul.quarantine_settlement set approved_by = ' ANI '",
        "update simpul.quarantine_settlement set refused_by = 'budi', refusal = ' '",
    ],
)
def test_the_database_itself_wants_two(held: Hub, statement: str) -> None:
    """Whoever writes around the use case is stopped by a constraint."""
    quarantine.discard(held.engine, "uji.warga", "tanggal_rusak", reason="data uji", actor="ani")
    with pytest.raises(IntegrityError):
        held.run(statement)


def test_what_goes_back_is_listed_in_the_senders_order_and_masked(held: Hub) -> None:
    """The list names row, field and reason, carries no NIK in full and no formula."""
    held.pull("warga", page(warga(4, lahir="=1+1")))
    done = quarantine.send_back(held.engine, "uji.warga", "tanggal_rusak", reason="mohon diperbaiki", actor="ani")
    found = quarantine.rejections(held.engine, "uji.warga", "tanggal_rusak", settlement=done.settlement_id)
    assert [one.row_no for one in found] == [1, 2, 1]
    listed = quarantine.as_csv(found)
    assert "1271091010909001" not in listed and "127109••••••9001" in listed and "\n=" not in listed
    assert held.rows("select count(*)::int from simpul.quarantine where state = 'returned'") == [3]


def test_a_raw_value_is_shown_for_a_purpose_and_not_without_end(held: Hub) -> None:
    """Each look is recorded before it is shown; past the hourly limit nothing is shown."""
    entry = _entry(held, field="tanggal_lahir")
    with pytest.raises(NotPossible):
        quarantine.reveal(held.engine, entry.id, Looking(actor="ani", reason=" "))
    for _ in range(20):
        assert quarantine.reveal(held.engine, entry.id, Looking(actor="ani", reason="cek")).raw
    with pytest.raises(NotPossible):
        quarantine.reveal(held.engine, entry.id, Looking(actor="ani", reason="cek"))
    assert held.rows("select count(*)::int from simpul.access") == [20]
    with held.engine.connect() as conn:
        assert audit.verify(conn, audit.chain_of_actor("ani")).ok
        told = str(conn.execute(text(query("audit_lines")), {"chain": "orang/ani", "after": 0}).all())
    assert "12710910109090" not in told
