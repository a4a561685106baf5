"""What becomes of planted faults in a city that is compared again and again, and what a full run says each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from simpul.compare.rules.file import RuleFile
from simpul.testing.ruling import Findings, Ruled
from tests.compare.rules.planting import NOW, Planted, Row

#: Long enough for every near-miss that time alone makes true.
LATER = timedelta(days=30)


@dataclass(kw_only=True)
class Story:
    """What was found at each step: by the comparisons, which look at what changed, and by a full run."""

    open: dict[str, Findings] = field(default_factory=dict)
    full: dict[str, Findings] = field(default_factory=dict)

    def keys(self, step: str, rule: RuleFile) -> set[str]:
        """Records a rule has a case for; what an annotation would be shown with."""
        found = self.full if rule.annotates else self.open
        return {key for name, _, key in found[step] if name == rule.name}


def tell(engine: Engine, folder: Path, planted: Sequence[Planted]) -> Story:
    """Near-misses first, then the faults, healed, back again, and a month later."""
    here, story = Ruled.on(engine, folder, *{one.rule for one in planted}), Story()
    here.now(NOW.isoformat())
    steps = {
        "before": [row for one in planted for part in (one, *one.near) for row in part.before],
        "near": [row for one in planted for near in one.near for row in near.rows],
        "planted": [row for one in planted for row in one.rows],
        "healed": [row for one in planted for row in one.heals],
        "back": [row for one in planted for row in (*_withdrawn(one), *one.rows)],
        "later": [],
    }
    for step, rows in steps.items():
        if step == "later":
            here.now((NOW + LATER).isoformat())
        _pull(here, rows)
        assert not here.compare().rules_held
        story.open[step], story.full[step] = here.open(), here.full()
    return story


def _withdrawn(one: Planted) -> list[Row]:
    """Records that came only to heal the fault, taken away again."""
    there = {(feed, record.get("key")) for feed, record in one.rows}
    return [(feed, {**record, "deleted": True}) for feed, record in one.heals if (feed, record.get("key")) not in there]


def _pull(here: Ruled, rows: Iterable[Row]) -> None:
    """Every feed once, parents before their children; then what no pull brings."""
    told = list(rows)
    feeds = [feed for feed in here.city.feeds.values() if feed.enabled]
    for feed in sorted(feeds, key=lambda feed: feed.parent is not None):
        here.pull(feed.name, *(record for name, record in told if name == feed.name))
    for statement, values in told:
        if statement not in here.city.feeds:
            here.do(statement, **values)
