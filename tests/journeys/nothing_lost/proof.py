"""What must be true of the hub after anything: mirror equals source, effects once, totals add up, chains verify."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from sandbox import serving
from simpul.store import audit
from simpul.store import engine as db
from tests.journeys.nothing_lost.source import Record, expected
from tests.journeys.nothing_lost.town import FEEDS, Hub, Town
from tests.journeys.nothing_lost.wire import BAD

ENTITIES = {feed: feed.partition(".")[2] for feed in FEEDS} | {"apsp.pemohon": "penduduk"}
PARTS = ("applied", "unchanged", "superseded", "quarantined", "pending")


def rows(url: str, query: str, *values: Any) -> list[dict[str, Any]]:
    """Rows of a query."""
    with psycopg.connect(serving.libpq(url), row_factory=dict_row) as conn:
        return conn.execute(query.encode(), values).fetchall()


def count(url: str, query: str, *values: Any) -> int:
    """First column of the first row."""
    with psycopg.connect(serving.libpq(url)) as conn:
        found = conn.execute(query.encode(), values).fetchone()
    return int(found[0]) if found else 0


def nothing_lost(hub: Hub, feeds: Iterable[str] = FEEDS) -> None:
    """Everything that must be true after the last run of these feeds."""
    for feed in feeds:
        mirror_is_source(hub, feed)
    totals_add_up(hub)
    chains_verify(hub)


# ------------------------------------------------------------------------------------------------- mirror


def mirror_is_source(hub: Hub, feed: str) -> None:
    """Every living row of the mirror is a living row of the agency, field by field, and the other way round."""
    there, here = expected(hub.town, feed), _mirrored(hub, feed)
    assert set(here) == set(there), (feed, "missing", set(there) - set(here), "too many", set(here) - set(there))
    wrong = [
        (feed, key, name, here[key].get(name), value)
        for key, record in there.items()
        for name, value in record.items()
        if here[key].get(name) != value
    ]
    assert not wrong, wrong[:5]


def _mirrored(hub: Hub, feed: str) -> dict[str, Record]:
    """Living rows of the mirror as text; a value held in quarantine shows as BAD, and must be empty in the row."""
    query = f"select * from mirror.{ENTITIES[feed]} where system = %s and tombstoned_at is null"
    found: dict[str, Record] = {}
    for row in rows(hub.url, query, feed.partition(".")[0]):
        held = row["held"] or ()
        assert all(row[name] is None for name in held)
        found[row["key"]] = {name: BAD if name in held else _text(value) for name, value in row.items()}
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else str(value)


# ------------------------------------------------------------------------------------------------- totals


def totals_add_up(hub: Hub) -> None:
    """Per page, per run and against each other; nothing is pending or running any more."""
    runs = rows(hub.url, "select * from simpul.run order by id")
    assert not [run for run in runs if run["state"] == "running"]
    pulls = {run["id"]: run for run in runs if run["kind"] == "pull"}
    pages = rows(hub.url, "select * from simpul.page order by id")
    for line in (*pulls.values(), *pages):
        assert line["read"] == sum(line[part] for part in PARTS), line
        assert line["pending"] == 0, line
    for name in ("read", *PARTS, "quarantined_values"):
        per_run: Counter[int] = Counter()
        for page in pages:
            per_run[page["run_id"]] += page[name]
        assert {number: run[name] for number, run in pulls.items()} == {number: per_run[number] for number in pulls}
    _versions_are_applied(hub, pulls)
    _every_page_kept_its_bytes(hub)
    _chains_tell_the_totals(hub, pulls)


def _versions_are_applied(hub: Hub, pulls: Mapping[int, Mapping[str, Any]]) -> None:
    """As many versions are kept as were counted applied, run by run: what is in the mirror, and what it replaced."""
    for feed in {run["target"] for run in pulls.values()}:
        entity, system = ENTITIES[feed], feed.partition(".")[0]
        query = (
            f"select run_id, count(*) as versions from (select run_id from mirror.{entity} where system = %s"
            f" union all select run_id from history.{entity} where system = %s) kept group by run_id"
        )
        kept = {row["run_id"]: row["versions"] for row in rows(hub.url, query, system, system)}
        told = {number: run["applied"] for number, run in pulls.items() if run["target"] == feed and run["applied"]}
        assert kept == told, feed


def _every_page_kept_its_bytes(hub: Hub) -> None:
    without = "select count(*) from simpul.page where digest not in (select digest from simpul.page_body)"
    assert count(hub.url, without) == 0


def _chains_tell_the_totals(hub: Hub, pulls: Mapping[int, Mapping[str, Any]]) -> None:
    """The audit lines of the commits of a run sum up to the run."""
    query = (
        "select (detail->>'run')::bigint as run, sum((detail->>'read')::bigint) as read,"
        " sum((detail->>'pages')::bigint) as pages from simpul.audit where act = 'pull' group by 1"
    )
    told = {row["run"]: (row["read"] or 0, row["pages"]) for row in rows(hub.url, query)}
    pages = {
        row["run_id"]: row["pages"]
        for row in rows(hub.url, "select run_id, count(*) as pages from simpul.page group by 1")
    }
    assert told == {number: (pulls[number]["read"], many) for number, many in pages.items()}


def chains_verify(hub: Hub) -> None:
    """Every audit chain is whole, and its sealed heads are ours."""
    with pytest.MonkeyPatch.context() as patch:
        # The key that sealed the heads lies in this hub's home.
        patch.setenv("SIMPUL_HOME", str(hub.town.home))
        with db.engine(hub.url).connect() as connection:
            verdicts = audit.verify_all(connection)
    assert verdicts
    assert not [verdict for verdict in verdicts if not verdict.ok]


# ------------------------------------------------------------------------------------------------ effects


def effects_happened_once(hub: Hub) -> int:
    """Each effect that is done stands exactly once in its target's own log, and nothing else of ours does.

    What the agencies held as they were generated (kept under ``new``) is left out. Returns how many effects are done.
    """
    open_ones = rows(hub.url, "select * from simpul.effect where state in ('sent', 'unknown')")
    assert not open_ones, [(effect["kind"], effect["state"], effect["reason"]) for effect in open_ones]
    done = rows(hub.url, "select * from simpul.effect where state in ('accepted', 'verified', 'failed') order by id")
    # An effect that failed after it was accepted (it did not stick) happened too.
    took = [effect for effect in done if _was_accepted(hub, effect)]
    for system, told in (("apsp", _apsp), ("sp4", _sp4), ("dukcapil", _dukcapil), ("loket", _loket)):
        ours = Counter(_said(effect) for effect in took if effect["system"] == system)
        theirs = told(hub.town)
        assert ours == theirs, (system, ours - theirs, theirs - ours)
        assert set(theirs.values()) <= {1}, (system, [what for what, times in theirs.items() if times > 1])
    return len(took)


def _was_accepted(hub: Hub, effect: Mapping[str, Any]) -> bool:
    query = "select count(*) from simpul.receipt where effect_id = %s and outcome in ('accepted', 'duplicate')"
    return count(hub.url, query, effect["id"]) > 0


def _said(effect: Mapping[str, Any]) -> tuple[str, ...]:
    """What a target's log would say of an effect."""
    body = effect["body"]
    if effect["system"] == "apsp":
        return (effect["idem_key"],)
    if effect["system"] == "sp4":
        return effect["record_key"], str(body.get("content"))
    if effect["system"] == "dukcapil":
        return (json.dumps([body["NIK"], {name: body[name] for name in body if name != "NIK"}], sort_keys=True),)
    return effect["kind"], effect["record_key"].removesuffix(".csv")


def _apsp(town: Town) -> Counter[tuple[str, ...]]:
    log = rows(town.url, "select kunci from apsp.log_tulis where id not in (select id from kept_new.apsp_log_tulis)")
    notes = rows(town.url, "select kunci from apsp.catatan where id not in (select id from kept_new.apsp_catatan)")
    assert {note["kunci"] for note in notes} <= {line["kunci"] for line in log}
    assert len({note["kunci"] for note in notes}) == len(notes)
    return Counter((line["kunci"],) for line in log)


def _sp4(town: Town) -> Counter[tuple[str, ...]]:
    query = (
        "select complaint_id, content from sp4.followup where content like '%%Rujukan Simpul%%'"
        " and followup_id not in (select followup_id from kept_new.sp4_followup)"
    )
    return Counter((str(row["complaint_id"]), row["content"]) for row in rows(town.url, query))


def _dukcapil(town: Town) -> Counter[tuple[str, ...]]:
    query = "select nik, param from dukcapil.balikan where id not in (select id from kept_new.dukcapil_balikan)"
    return Counter((json.dumps([row["nik"], row["param"]], sort_keys=True),) for row in rows(town.url, query))


def _loket(town: Town) -> Counter[tuple[str, ...]]:
    kinds = {"tanda_terima": "tanda_terima", "ditolak": "tolak"}
    names = [path.name.removesuffix(".csv") for path in (town.counter / "keluar").glob("*.csv")]
    before = {path.name.removesuffix(".csv") for path in (town.folder / "kept_new" / "keluar").glob("*.csv")}
    told = [name.rpartition(".") for name in names if name not in before]
    return Counter((kinds[kind], origin) for origin, _, kind in told)
