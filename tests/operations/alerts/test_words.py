"""No name and no NIK in any message: what sources and people wrote cannot reach one, and long numbers never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.i18n import Words
from simpul.operations.alerts import format as say
from simpul.operations.alerts import plan
from simpul.operations.alerts.judge import judge, name
from simpul.operations.alerts.kinds import KINDS
from simpul.operations.alerts.model import Route, Standing
from simpul.operations.link_status import LinkStatus
from simpul.operations.measures import Ending, Measures
from simpul.operations.status_model import Count, Held, Status
from tests.operations.status.facts import a_city

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
OLD = NOW - timedelta(days=30)


def troubled(words: str) -> tuple[Status, Measures]:
    """A hub with every trouble at once; wherever a source or a person could write something, it says ``words``."""
    link = LinkStatus(
        system="siak", title=words, state="action", sentence_id=words, sentence_en=words, breaker="open",
        last_error=words, last_ok_at=OLD, quota=10, used_today=10,
    )  # fmt: skip
    status = Status(
        at=NOW, first_run_at=OLD, newest_run_at=OLD, links=(link,), feeds=(), compare=None, cases=(), baseline=0,
        quarantine=(Count(name=words, detail=words, count=3, oldest_at=OLD),),
        effects=tuple(Count(name=words, detail=one, count=2, oldest_at=OLD) for one in ("failed", "unknown", "manual")),
        brakes=(Held(id=1, target=words, reason=words, held_at=OLD),),
        missed=((words, OLD),), waiting=5, waiting_since=OLD, state="action", verdict_id=words, verdict_en=words,
        tasks=(),
    )  # fmt: skip
    measures = Measures(
        proposals=1, proposals_since=OLD, routes={words: 1}, endings=(Ending(what="access", system="siak", at=OLD),)
    )
    return status, measures


def said(words: str) -> str:
    status, measures = troubled(words)
    standing = [
        Standing(id=n, kind=one.kind, target=one.target, severity=one.severity, words=one.words, opened_at=OLD)
        for n, one in enumerate(judge(status, measures, a_city()))
    ]
    over = [replace(one, closed_at=NOW) for one in standing]
    return "\n".join(
        say.title(standing, [], over, language) + say.body(standing, [], over, language, NOW)
        for language in ("id", "en")
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_what_somebody_wrote_never_reaches_a_message(words: str) -> None:
    """The message is the same whatever stands in reasons, errors, titles and names of records."""
    city = a_city()
    if name(words, city):
        return
    assert said(words) == said("BUDI SANTOSO 1271010101900001")


def test_there_is_something_to_say() -> None:
    """The law above is about messages that do speak of every trouble planted."""
    text = said("BUDI SANTOSO 1271010101900001")
    for part in ("ditahan", "kiriman", "dikarantina", "usulan", "Dasar akses siak sudah berakhir", "Penjadwal", "siak"):
        assert part.lower() in text.lower(), part
    assert "BUDI" not in text
    assert "1271" not in text


DIGITS = st.text(st.sampled_from("0123456789"), min_size=12, max_size=20)


@settings(max_examples=200, deadline=None)
@given(DIGITS, st.sampled_from(["", " ", ".", "-", "/", "_"]), st.text(max_size=20), st.text(max_size=20))
def test_no_long_number_survives(digits: str, between: str, before: str, after: str) -> None:
    """However its digits are set apart, a number as long as a NIK leaves no run of six digits behind."""
    words = Words(id=f"{before}|{between.join(digits)}|{after}", en="x")
    one = Standing(id=1, kind="late", target="x", severity="warning", words=words, opened_at=OLD)
    assert digits[:6] not in say.body([one], [], [], "id", NOW).replace(between or "\0", "")


def test_every_kind_has_words_and_a_page() -> None:
    """Both languages, one step, and a path of the console."""
    for kind in KINDS.values():
        assert kind.title.id and kind.title.en and kind.advice.id and kind.advice.en
        assert kind.path.startswith("/")


def test_every_message_has_a_link() -> None:
    """Who is told is told where to look."""
    for kind in KINDS:
        one = Standing(id=1, kind=kind, target="siak", severity="info", words=Words(id="x", en="x"), opened_at=OLD)
        for some in (([one], [], []), ([], [], [replace(one, closed_at=NOW)])):
            assert "http://127.0.0.1:8081/" in say.body(*some, "id", NOW)


def test_quiet_hours_span_midnight() -> None:
    """22.00 to 06.00 covers both sides of the night, and not its end."""
    route = Route(name="x", quiet_from="22:00", quiet_until="06:00")
    hours = [hour for hour in range(24) if plan.quiet(route, datetime(2026, 1, 1, hour, tzinfo=plan.WIB))]
    assert hours == [0, 1, 2, 3, 4, 5, 22, 23]
