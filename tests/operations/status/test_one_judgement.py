"""Whether a feed is late, loses rows or waits for a person, and whether a link works, is said the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.metrics.from_status import of_status
from simpul.operations import conditions, public_figures
from simpul.operations.alerts.judge import judge
from simpul.operations.measures import Measures
from simpul.operations.status import Status, status
from tests.operations.status.facts import Facts, a_city

FEEDS = ("siak.penduduk", "siak.keluarga", "apsp.pemohon")
HOURS = st.sampled_from([0.1, 0.9, 1.5, 2.5, 20, 30, 50, 100])


@dataclass(frozen=True)
class Drawn:
    """What happened to one feed; hours."""

    #: Age of its data; None: it never came.
    age: float | None
    run: str
    paused: bool
    held: bool
    gap: bool


DRAWN = st.builds(
    Drawn,
    age=st.none() | HOURS,
    run=st.sampled_from(["done", "failed", "stopped"]),
    paused=st.sampled_from([False, False, False, True]),
    held=st.sampled_from([False, False, False, True]),
    gap=st.sampled_from([False, False, False, True]),
)


def put(facts: Facts, began: float, drawn: dict[str, Drawn], failing: list[str]) -> Status:
    facts.sql("truncate simpul.run, simpul.cursor, simpul.pause, simpul.link_state restart identity cascade")
    facts.run("compare", "done", age=timedelta(hours=began), kind="compare")
    for feed, one in drawn.items():
        number = facts.run(feed, one.run, read=10, applied=9 if one.gap else 10)
        if one.age is not None:
            facts.received(feed, timedelta(hours=one.age))
        if one.paused:
            facts.sql(
                "insert into simpul.pause (target, until, reason, actor)"
                " values (:feed, clock_timestamp() + interval '3 hours', 'x', 'ani')", feed=feed,
            )  # fmt: skip
        if one.held:
            facts.sql(
                "insert into simpul.brake (run_id, target, reason) values (:run, :feed, 'x')", run=number, feed=feed
            )
    for system in failing:
        facts.link(system, "breaker = 'open', failures = 5, open_until = clock_timestamp() + interval '1 hour'")
    return status(facts.engine, a_city())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    began=HOURS,
    drawn=st.fixed_dictionaries({feed: DRAWN for feed in FEEDS}),
    failing=st.lists(st.sampled_from(["siak", "apsp"]), unique=True),
)
def test_all_say_the_same_of_every_feed_and_link(
    facts: Facts, began: float, drawn: dict[str, Drawn], failing: list[str]
) -> None:
    """Status, tasks, alerts, metrics and the public page agree on lateness, gaps, holds, broken and working links."""
    facts.allow_gaps()
    seen = put(facts, began, drawn, failing)
    city = a_city()
    alerts = {(one.kind, one.target) for one in judge(seen, Measures(), city)}
    tasks = {(one.kind, one.target) for one in seen.tasks}
    metrics = {(m.name, *sample.labels.values()): sample.value for m in of_status(seen) for sample in m.samples}
    for kind in ("gap", "brake", "link", "late"):
        told = {target for found, target in alerts if found == kind}
        asked = {target for found, target in tasks if found == kind}
        assert asked <= told and (asked == told or seen.more_tasks), kind
    for feed in seen.feeds:
        assert metrics["simpul_feed_late", feed.name] == conditions.late(seen, feed)
        assert metrics["simpul_feed_control_gap_rows", feed.name] == feed.gap
    for link in seen.links:
        own = [feed for feed in seen.feeds if feed.system == link.system]
        assert metrics["simpul_link_state", link.system, link.state] == 1
        late = [feed.name for feed in own if conditions.late(seen, feed)]
        assert late or link.state != "late"
        assert not late or link.state != "healthy"
    working = public_figures.Figures(
        at=seen.at, month=seen.at, links=seen.links, fresh_since=None, found=None, settled=None, offices=(),
        documents=None, on_time=None,
    ).working  # fmt: skip
    unwell = {link.system for link in seen.links if link.state in ("action", "late", "healing")}
    assert working == len(seen.links) - len(unwell)
