"""A small city and ways to put facts into its database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.model import Calendar, Feed, Limits, System


def a_city(*, calendar: Calendar | None = None, quota: int = 0) -> City:
    """Two systems: ``siak`` with residents and families, ``apsp`` with applicants and a switched-off feed."""
    siak = System(
        name="siak",
        title="SIAK",
        adapter="soap",
        address="x",
        limits=Limits(quota=quota),
        calendar=calendar or Calendar(),
        rank=1,
    )
    apsp = System(name="apsp", title="Layanan Satu Pintu", adapter="rest", address="x", rank=2)
    feeds = [
        Feed(
            name="siak.penduduk", system="siak", entity="penduduk", read={}, media="xml", freshness=timedelta(hours=24)
        ),
        Feed(
            name="siak.keluarga", system="siak", entity="keluarga", read={}, media="xml", freshness=timedelta(hours=24)
        ),
        Feed(
            name="apsp.pemohon", system="apsp", entity="penduduk", read={}, media="json", freshness=timedelta(hours=1)
        ),
        Feed(name="apsp.permohonan", system="apsp", entity="permohonan", read={}, media="json", enabled=False),
    ]
    return City(systems={one.name: one for one in (siak, apsp)}, feeds={feed.name: feed for feed in feeds})


class Facts:
    """Puts rows into the engine's tables; times are given as an age."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def sql(self, statement: str, **values: Any) -> Any:
        with self.engine.begin() as connection:
            return (
                connection.execute(text(statement), values).scalar()
                if "returning" in statement
                else connection.execute(text(statement), values)
            )

    def run(self, target: str, state: str = "done", *, age: timedelta = timedelta(minutes=1), **values: Any) -> int:
        named = {"kind": "pull", "reason": "", **values}
        columns = ", ".join(named)
        binds = ", ".join(f":{name}" for name in named)
        found: int = self.sql(
            f"insert into simpul.run (target, state, started_at, {columns})"
            f" values (:target, :state, clock_timestamp() - :age, {binds}) returning id",
            target=target,
            state=state,
            age=age,
            **named,
        )
        return found

    def allow_gaps(self) -> None:
        """The database itself refuses totals that do not add up; the page must notice them all the same."""
        self.sql("alter table simpul.run drop constraint if exists run_adds_up")

    def received(self, feed: str, age: timedelta) -> None:
        self.sql(
            "insert into simpul.cursor (feed, last_success_at, newest_source_at, full_pass_at) values"
            " (:feed, clock_timestamp() - :age, clock_timestamp() - :age - interval '2 minutes', clock_timestamp())"
            " on conflict (feed, partition) do update set last_success_at = excluded.last_success_at",
            feed=feed,
            age=age,
        )

    def link(self, system: str, assignment: str) -> None:
        self.sql("insert into simpul.link_state (system) values (:s) on conflict do nothing", s=system)
        self.sql(f"update simpul.link_state set {assignment} where system = :s", s=system)

    def well(self) -> None:
        """Everything ran a minute ago."""
        for feed in ("siak.penduduk", "siak.keluarga", "apsp.pemohon"):
            self.run(feed, read=10, applied=4, unchanged=6)
            self.received(feed, timedelta(minutes=1))
