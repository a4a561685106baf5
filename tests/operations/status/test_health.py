"""The six words of a link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simpul.config.settings import City
from simpul.core import clock
from simpul.core.model import Calendar
from simpul.core.opening_hours import WIB
from simpul.core.texts import states
from simpul.operations import link_status
from simpul.operations.link_status import LinkStatus
from tests.operations.status.facts import Facts, a_city


def look(facts: Facts, city: City, system: str = "siak") -> LinkStatus:
    with facts.engine.connect() as connection:
        return link_status.status(connection, city.systems[system], tuple(city.feeds.values()))


def test_there_are_six_words() -> None:
    """Officers learn six words, in both languages."""
    assert {words.id for words in states.LINK.values()} == {
        "Sehat", "Berjalan", "Terlambat", "Memulihkan diri", "Perlu tindakan", "Dijeda",
    }  # fmt: skip
    assert all(words.en for words in states.LINK.values())


def test_fresh_data_is_healthy(facts: Facts) -> None:
    """A link whose data is young is Sehat and says when it last received."""
    facts.well()
    found = look(facts, a_city())
    assert (found.state, found.word.id) == ("healthy", "Sehat")
    assert found.sentence_id.startswith("Data terakhir diterima ")
    assert found.sentence_en.startswith("Data last received ")


def test_an_open_breaker_heals_and_says_until_when(facts: Facts) -> None:
    """Memulihkan diri names since when, how often and when it is tried again."""
    facts.well()
    facts.link(
        "siak",
        "breaker = 'open', failures = 5, opened_at = now(), open_until = now() + interval '1 hour'",
    )
    found = look(facts, a_city())
    assert found.state == "healing"
    assert "5 kegagalan beruntun" in found.sentence_id
    assert "dicoba lagi otomatis" in found.sentence_id
    assert found.until is not None


def test_half_open_waits_for_its_probe(facts: Facts) -> None:
    """An open breaker whose time is over is still healing, without a time."""
    facts.well()
    facts.link("siak", "breaker = 'open', failures = 5, open_until = clock_timestamp() - interval '1 s'")
    found = look(facts, a_city())
    assert (found.state, found.until) == ("healing", None)


def test_a_source_that_asked_to_wait_heals_one_that_closed_is_paused(facts: Facts) -> None:
    """Retry-After is a hiccup, an announced closing is not."""
    facts.well()
    facts.link("siak", "parked_until = clock_timestamp() + interval '1 hour', parked_reason = 'retry_after'")
    facts.link("apsp", "parked_until = clock_timestamp() + interval '1 hour', parked_reason = 'Park: hours'")
    assert look(facts, a_city()).state == "healing"
    assert look(facts, a_city(), "apsp").state == "paused"


def test_outside_its_hours_a_link_is_paused(facts: Facts) -> None:
    """Dijeda says when it opens, even when its data is old."""
    facts.run("siak.penduduk", age=timedelta(days=3))
    other_day = (clock.today() + timedelta(days=2)).isoweekday()
    found = look(facts, a_city(calendar=Calendar(days=(other_day,))))
    assert found.state == "paused"
    assert "jam layanan" in found.sentence_id


def test_maintenance_is_named(facts: Facts) -> None:
    """An announced window is called Pemeliharaan."""
    now = clock.now().astimezone(WIB)
    window = (now - timedelta(hours=1), now + timedelta(hours=1))
    found = look(facts, a_city(calendar=Calendar(maintenance=(window,))))
    assert found.sentence_id.startswith("Pemeliharaan terjadwal sampai")
    assert found.until == window[1]


def test_a_used_up_quota_pauses_until_midnight(facts: Facts) -> None:
    """The quota of the day is said with its number."""
    facts.well()
    today = f"{clock.today():%Y-%m-%d}"
    facts.link("siak", f"used_today = 1200, used_day = '{today}'")
    found = look(facts, a_city(quota=1200))
    assert (found.state, found.used_today) == ("paused", 1200)
    assert "1.200 permintaan" in found.sentence_id
    assert "1,200 requests" in found.sentence_en


@pytest.mark.parametrize(("state", "word"), [("stopped", "action"), ("held", "action"), ("failed", "healing")])
def test_the_last_run_decides_who_must_act(facts: Facts, state: str, word: str) -> None:
    """Stopped and held need a person, failed heals itself."""
    facts.well()
    facts.run("siak.keluarga", state, reason="BadCredentials: 401")
    assert look(facts, a_city()).state == word
    facts.run("siak.keluarga")
    assert look(facts, a_city()).state == "healthy", "a later run that ended well settles it"


def test_a_run_at_work_is_running_a_torn_one_heals(facts: Facts) -> None:
    """A run counts as at work only while its lease lives."""
    facts.well()
    facts.run("siak.penduduk", "running")
    assert look(facts, a_city()).state == "healing"
    facts.sql(
        "insert into simpul.lease (target, partition, token, holder, expires_at)"
        " values ('siak.penduduk', 'all', 1, 'w', clock_timestamp() + interval '1 minute')"
    )
    assert look(facts, a_city()).state == "running"


def test_lateness_begins_at_the_freshness_limit(facts: Facts) -> None:
    """Past its limit a feed is Terlambat, and a run at work excuses it only until twice the limit."""
    facts.well()
    facts.received("apsp.pemohon", timedelta(minutes=59))
    assert look(facts, a_city(), "apsp").state == "healthy"
    facts.received("apsp.pemohon", timedelta(minutes=61))
    found = look(facts, a_city(), "apsp")
    assert found.state == "late"
    assert "melewati batas 1 jam" in found.sentence_id
    facts.run("apsp.pemohon", "running")
    facts.sql(
        "insert into simpul.lease (target, partition, token, holder, expires_at)"
        " values ('apsp.pemohon', 'all', 1, 'w', clock_timestamp() + interval '1 minute')"
    )
    assert look(facts, a_city(), "apsp").state == "running"
    facts.received("apsp.pemohon", timedelta(minutes=121))
    assert look(facts, a_city(), "apsp").state == "late"


def test_a_feed_that_never_arrived_is_as_old_as_the_hub(facts: Facts) -> None:
    """A new hub waits for its first run; a day later that is lateness."""
    assert look(facts, a_city(), "apsp").state == "paused"
    facts.run("siak.penduduk", age=timedelta(hours=2))
    found = look(facts, a_city(), "apsp")
    assert (found.state, found.sentence_id) == ("late", "Data apsp.pemohon belum pernah diterima.")


def test_a_delivery_at_work_is_running(facts: Facts) -> None:
    """A delivery holds a lease of its own name and counts as at work like a pull."""
    facts.well()
    facts.run("apsp", "running", kind="deliver")
    assert look(facts, a_city(), "apsp").state == "healing"
    facts.sql(
        "insert into simpul.lease (target, partition, token, holder, expires_at)"
        " values ('deliver:apsp', 'all', 1, 'w', clock_timestamp() + interval '1 minute')"
    )
    assert look(facts, a_city(), "apsp").state == "running"
