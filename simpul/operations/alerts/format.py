"""One message for everything that is to be told at once: grouped by kind, most pressing first, always with a link."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from simpul.core import i18n
from simpul.core.i18n import Language, Words
from simpul.operations.alerts.kinds import KINDS, LEVEL_WORDS, LEVELS
from simpul.operations.alerts.model import Standing
from simpul.values.mask import DOTS

#: Alerts of one kind said one by one; from there on they are counted.
MOST = 3
_ORDER = {kind: place for place, kind in enumerate(KINDS)}
#: Twelve digits and more, however they are set: no number of a person leaves, and no count is that long.
_LONG = re.compile(r"\d(?:[\s.,\-_/]?\d){11,}")
_NEW = Words(id="baru", en="new")
_AGAIN = Words(id="masih berlangsung", en="still there")
_OVER = Words(id="pulih", en="recovered")


def base() -> str:
    """Address of the console in links: ``SIMPUL_CONSOLE_URL``."""
    return (os.environ.get("SIMPUL_CONSOLE_URL") or "http://127.0.0.1:8081").rstrip("/")


def link(path: str) -> str:
    """Address of a page of the console."""
    return base() + path


def scrub(text: str) -> str:
    """The text without any long number. Links are ours and hold none."""
    return _LONG.sub(DOTS, text)


def title(new: Sequence[Standing], again: Sequence[Standing], over: Sequence[Standing], language: Language) -> str:
    """``[KRITIS] Simpul: 2 baru, 1 pulih``."""
    worst = max((LEVELS.index(alert.severity) for alert in (*new, *again)), default=0)
    head = f"[{LEVEL_WORDS['critical'].say(language).upper()}] " if LEVELS[worst] == "critical" else ""
    parts = [
        f"{len(some)} {word.say(language)}" for some, word in ((new, _NEW), (again, _AGAIN), (over, _OVER)) if some
    ]
    return f"{head}Simpul: {', '.join(parts)}"


def body(
    new: Sequence[Standing], again: Sequence[Standing], over: Sequence[Standing], language: Language, now: datetime
) -> str:
    """What is wrong, what to do, where; then what is over."""
    parts = [_group(kind, tuple(some), language) for kind, some in _grouped((*new, *again))]
    parts += [_over(alert, language) for alert in sorted(over, key=_place)[:20]]
    return "\n\n".join(parts)


def lines(alerts: Iterable[Standing], language: Language) -> list[str]:
    """Alerts as short lines of a digest."""
    return [
        f"- {LEVEL_WORDS[alert.severity].say(language)}: {scrub(alert.words.say(language))}"
        for alert in sorted(alerts, key=_place)[:20]
    ]


def _grouped(alerts: Iterable[Standing]) -> Iterable[tuple[str, Iterable[Standing]]]:
    return groupby(sorted(alerts, key=_place), key=lambda alert: alert.kind)


def _place(alert: Standing) -> tuple[int, int, str]:
    return (
        -LEVELS.index(alert.severity) if alert.severity == "critical" else 0,
        _ORDER.get(alert.kind, 99),
        alert.target,
    )


def _group(kind: str, alerts: tuple[Standing, ...], language: Language) -> str:
    known = KINDS[kind]
    level = LEVEL_WORDS[max((alert.severity for alert in alerts), key=LEVELS.index)].say(language)
    if len(alerts) <= MOST:
        said = "\n".join(f"{level}: {alert.words.say(language)}" for alert in alerts)
    else:
        more = {"id": "dan {} lainnya", "en": "and {} more"}[language].format(len(alerts) - MOST)
        named = ", ".join(alert.target for alert in alerts[:MOST])
        said = f"{level}: {known.title.say(language)} ({len(alerts)}): {named}, {more}."
    step = {"id": "Langkah", "en": "Do"}[language]
    page = known.page(alerts[0].target) if len(alerts) == 1 else known.path
    return f"{scrub(said)}\n{step}: {known.advice.say(language)}\n{link(page)}"


def _over(alert: Standing, language: Language) -> str:
    known = KINDS[alert.kind]
    of = f" ({alert.target})" if alert.target else ""
    lasted = i18n.duration((alert.closed_at or alert.opened_at) - alert.opened_at, language)
    word = {"id": "Pulih", "en": "Recovered"}[language]
    after = {"id": "setelah", "en": "after"}[language]
    return f"{word}: {known.title.say(language)}{scrub(of)}, {after} {lasted}.\n{link(known.page(alert.target))}"
