"""What is known of a link beyond its state: what will end, what changed form, what a test saw."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from simpul.config.field_specs import FeedMapping
from simpul.config.settings import City
from simpul.core import clock
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import AccessBasis, Calendar, Check, SecretRef, System
from simpul.ingest import drift
from simpul.mapping.notes import Note
from simpul.operations import link_diagnostics
from tests.operations.status.facts import Facts, a_city

WELL = Words(id="Baik.", en="Well.")


def with_siak(**changed: object) -> City:
    """The small city with a changed SIAK."""
    city = a_city()
    return replace(city, systems={**city.systems, "siak": replace(city.systems["siak"], **changed)})


def of(facts: Facts, city: City, system: str = "siak") -> link_diagnostics.LinkHealth:
    return next(one for one in link_diagnostics.health(facts.engine, city) if one.system == system)


def remembered(facts: Facts, system: System, *found: Check) -> None:
    with facts.engine.begin() as conn:
        link_diagnostics.remember(conn, system, found, actor="rina")


def test_a_link_nobody_called_has_no_numbers(facts: Facts) -> None:
    """Before the first request everything is nothing, and nothing divides by nothing."""
    found = of(facts, a_city())
    assert (found.calls, found.error_share, found.quota_share, found.tested, found.expiries) == (0, 0.0, 0.0, None, ())


def test_shares_are_of_all_requests_and_of_todays_quota(facts: Facts) -> None:
    """Errors by requests, used by quota; yesterday's use counts for nothing today."""
    city = a_city(quota=200)
    today = "to_char(now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD')"
    facts.link("siak", f"calls = 40, errors = 6, used_today = 50, used_day = {today}")
    assert (of(facts, city).error_share, of(facts, city).quota_share) == (0.15, 0.25)
    facts.link("siak", "used_day = '2020-01-01'")
    assert of(facts, city).used_today == 0


def test_failed_runs_of_a_week_are_counted_by_system(facts: Facts) -> None:
    """Feeds of a system count together, older runs and running ones do not."""
    for feed, state, age in (
        ("siak.penduduk", "failed", timedelta(hours=1)),
        ("siak.keluarga", "stopped", timedelta(days=6)),
        ("siak.keluarga", "done", timedelta(hours=2)),
        ("siak.penduduk", "running", timedelta(minutes=1)),
        ("siak.penduduk", "failed", timedelta(days=8)),
    ):
        facts.run(feed, state, age=age)
    found = of(facts, a_city())
    assert (found.runs_week, found.failed_week) == (3, 2)


def test_what_ends_first_stands_first(facts: Facts) -> None:
    """Certificate as a test saw it, secrets and leave to go plain from system.yaml, agreements of feeds once each."""
    plain = {"reason": "x", "approver": "y", "until": date(2031, 1, 1)}
    city = with_siak(address="http://10.0.0.1/", auth={"kind": "wsse", "expires": date(2030, 6, 1)}, plain_http=plain)
    basis = AccessBasis(agreement="PKS 1", purpose="x", legal_basis="y", valid_until=date(2029, 1, 1))
    feeds = {name: replace(feed, access=basis) if feed.system == "siak" else feed for name, feed in city.feeds.items()}
    city = replace(city, feeds=feeds)
    until = datetime(2028, 1, 1, tzinfo=UTC)
    remembered(facts, city.systems["siak"], Check(name="TLS", ok=True, detail=WELL, until=until))
    found = of(facts, city)
    assert [one.kind for one in found.expiries] == ["certificate", "access", "credentials", "plain_http"]
    assert found.expiries[0].until == until
    # A day's last moment is the next day's first, in Medan.
    assert found.expiries[1].until == datetime(2029, 1, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "state"),
    [(timedelta(days=31), "healthy"), (timedelta(days=29), "late"), (timedelta(days=6), "action"),
     (timedelta(days=-1), "action")],
)  # fmt: skip
def test_an_end_presses_as_it_comes_near(left: timedelta, state: str) -> None:
    """A month before it is worth a word, a week before it needs somebody."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert link_diagnostics.Expiry(kind="certificate", until=now + left).state(now) == state


def test_the_oldest_secret_file_tells_the_age(facts: Facts, tmp_path: Path) -> None:
    """Files tell when they were written; what is deep inside the login counts too."""
    for name, age in (("new", 100), ("old", 5000)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (clock.now().timestamp() - age, clock.now().timestamp() - age))
    auth = {
        "user": SecretRef(file=str(tmp_path / "new")),
        "headers": {"X": {"secret": SecretRef(file=str(tmp_path / "old"))}},
    }
    found = of(facts, with_siak(auth=auth))
    assert found.credentials_at is not None
    assert abs((clock.now() - found.credentials_at).total_seconds() - 5000) < 60
    assert of(facts, with_siak(auth={"user": SecretRef(env="X")})).credentials_at is None


def test_a_test_is_remembered_with_who_asked_and_masked(facts: Facts) -> None:
    """The last one counts; numbers of persons in an answer are masked; the audit says who."""
    system = a_city().systems["siak"]
    remembered(facts, system, Check(name="login", ok=True, detail=WELL))
    unknown = Words(id="1271096702100001 tak dikenal", en="1271096702100001 unknown")
    remembered(facts, system, Check(name="login", ok=False, detail=unknown, advice=unknown))
    tested = of(facts, a_city()).tested
    assert tested is not None
    masked = Words(id="127109••••••0001 tak dikenal", en="127109••••••0001 unknown")
    assert (tested.actor, tested.ok) == ("rina", False)
    assert (tested.lines[0].detail, tested.lines[0].advice) == (masked, masked)
    assert facts.sql("select count(*) from simpul.audit where act = 'link_test' and actor = 'rina'").scalar() == 2


def test_a_line_kept_in_one_language_is_said_in_both(facts: Facts) -> None:
    """What was kept before lines had two languages can still be read."""
    remembered(facts, a_city().systems["siak"], Check(name="login", ok=True, detail=WELL))
    facts.sql("""update simpul.link_check set lines = '[{"name": "port", "ok": true, "detail": "x", "advice": ""}]'""")
    tested = of(facts, a_city()).tested
    assert tested is not None
    assert tested.lines == (Check(name="port", ok=True, detail=Words(id="x", en="x")),)


def test_an_unknown_system_cannot_be_tested(facts: Facts) -> None:
    """Said in words, not as a mistake of ours."""
    with pytest.raises(NotPossible):
        link_diagnostics.test(facts.engine, a_city(), "hantu", actor="rina")


def saw(facts: Facts, *notes: Note) -> None:
    with facts.engine.begin() as conn:
        drift.remember(conn, a_city().feeds["siak.penduduk"], notes)


def mapped(*columns: str) -> City:
    """The small city whose residents have these source columns."""
    city = a_city()
    feed = replace(
        city.feeds["siak.penduduk"],
        columns=dict.fromkeys(columns, "string"),
        mapping=FeedMapping(key=("nik",), fields=(), ignored=("cadangan",)),
    )
    return replace(city, feeds={**city.feeds, feed.name: feed})


def test_a_new_field_is_drift_until_somebody_maps_or_ignores_it(facts: Facts) -> None:
    """Named with since when; mapped or ignored it is settled."""
    saw(facts, Note("kolom_ada", "nik"), Note("kolom_baru", "bpjs"), Note("kolom_baru", "cadangan"))
    assert [(one.kind, one.field) for one in of(facts, mapped("nik")).drift] == [("new", "bpjs")]
    assert of(facts, mapped("nik", "bpjs")).drift == ()


def test_a_field_that_stays_away_for_a_week_is_missing(facts: Facts) -> None:
    """While its neighbours keep coming; a day without it is nothing, for sources leave out what is empty."""
    saw(facts, Note("kolom_ada", "nik"), Note("kolom_ada", "nama"))
    facts.sql("update simpul.feed_field set last_seen_at = now() - interval '2 days' where field = 'nama'")
    assert of(facts, mapped("nik", "nama")).drift == ()
    facts.sql("update simpul.feed_field set last_seen_at = now() - interval '8 days' where field = 'nama'")
    assert [(one.kind, one.field) for one in of(facts, mapped("nik", "nama")).drift] == [("missing", "nama")]
    assert of(facts, mapped("nik")).drift == ()


def test_a_source_that_is_silent_as_a_whole_misses_nothing(facts: Facts) -> None:
    """Fields are compared with their neighbours, not with the clock: lateness is another matter."""
    saw(facts, Note("kolom_ada", "nik"), Note("kolom_ada", "nama"))
    facts.sql("update simpul.feed_field set last_seen_at = now() - interval '90 days'")
    assert of(facts, mapped("nik", "nama")).drift == ()


def test_names_a_source_chose_are_cut_and_masked(facts: Facts) -> None:
    """A field named like a person's number, or endless, is kept as little as it can be."""
    saw(facts, Note("kolom_baru", "nik_1271096702100001"), Note("kolom_baru", "x" * 500))
    kept = facts.sql("select string_agg(field, ' ' order by field) from simpul.feed_field").scalar()
    assert "1271096702100001" not in kept
    assert max(len(name) for name in kept.split()) <= 80


def test_links_are_tested_once_a_day_without_anybody_asking(facts: Facts) -> None:
    """Who was not tested lately is; a link that cannot be made, or is closed now, is left alone and stops nobody."""
    plain = {"reason": "uji", "approver": "uji", "until": date(2099, 1, 1)}
    city = a_city()
    apsp = replace(city.systems["apsp"], address="http://127.0.0.1:1", plain_http=plain)
    city = replace(city, systems={**city.systems, "apsp": apsp})
    assert link_diagnostics.test_quietly(facts.engine, city) == 1
    tested = of(facts, city, "apsp").tested
    assert tested is not None
    assert (tested.actor, tested.ok) == ("simpul", False)
    assert link_diagnostics.test_quietly(facts.engine, city) == 0
    facts.sql("update simpul.link_check set at = now() - interval '2 days'")
    begin: datetime = facts.sql("select clock_timestamp()").scalar()
    closed = Calendar(maintenance=((begin - timedelta(hours=1), begin + timedelta(hours=1)),))
    shut = replace(city, systems={**city.systems, "apsp": replace(apsp, calendar=closed)})
    assert link_diagnostics.test_quietly(facts.engine, shut) == 0
