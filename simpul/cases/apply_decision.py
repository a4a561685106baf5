"""What a decision in force does: the one effect of its record, a closed case, two records kept apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.cases import corrections
from simpul.cases.listing import CaseLine
from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.delivery import effects
from simpul.store.identifiers import shaped
from simpul.store.queries import query

#: How long a record that is left as it is stays left, where no end date was given.
LEAVE = timedelta(days=365)


def carry(conn: Connection, city: City, row: Row[Any], decision: Row[Any]) -> tuple[Words, bool]:
    """Put a decision that stands into force; what happens next in words, and whether something is sent."""
    if decision.choice == "apart":
        part(conn, row, decision)
        return words.APART, False
    if closes(city, row, decision.choice):
        conn.execute(text(query("cases_accept")), {"id": row.id, "until": decision.plan.get("until")})
        return words.ACCEPTED, False
    conn.execute(text(query("cases_decided")), {"id": row.id})
    told, sends = _way(city, row, decision)
    if told in (words.LETTER, words.ALSO_LETTER, words.MERGE):
        corrections.make(conn, city, row, decision)
    if sends:
        send(conn, city, row, decision, value=decision.value, expected=row.follower_value)
    return told, sends


def fields(city: City, row: Row[Any]) -> tuple[str, ...]:
    """Fields a value can be sent for; a case about a whole record, a rule or a sending has none."""
    subject = city.policy.subjects.get(row.subject_kind)
    return subject.fields if subject else ()


def closes(city: City, row: Row[Any], choice: str) -> bool:
    """Whether a choice leaves everything as it is, so that the case is done with."""
    return choice == "accept" or (choice == "follower" and row.field not in fields(city, row))


def refreshes(city: City, row: Row[Any] | CaseLine) -> str:
    """Kind of write that may carry the case's field to its system now; empty: nothing can."""
    subject = city.policy.subjects.get(row.subject_kind)
    kind = subject.refresh.get(row.feed, "") if subject else ""
    system = city.systems[city.feeds[row.feed].system]
    if not kind or system.sending == "off" or row.field not in effects.granted(city, system.name, kind):
        return ""
    return kind


def _way(city: City, row: Row[Any], decision: Row[Any]) -> tuple[Words, bool]:
    if decision.choice == "merge":
        return words.MERGE, False
    if decision.choice in ("correct", "follower") or decision.value == row.follower_value:
        return words.LETTER, False
    if not refreshes(city, row):
        return words.BY_HAND, False
    return (words.WILL_SEND if decision.value == row.authority_value else words.ALSO_LETTER), True


def send(
    conn: Connection, city: City, row: Row[Any], decision: Row[Any], *, value: str | None, expected: str | None
) -> None:
    """The record's one unsent effect, carrying this decision and whatever waited there already."""
    about = {"feed": row.feed, "record_key": row.record_key}
    unsent = conn.execute(text(query("cases_unsent_locked")), about).one_or_none()
    waiting = dict(unsent.send) if unsent else {}
    shown = dict(unsent.shown) if unsent else {}
    latest = max(filter(None, [decision.not_before, unsent and unsent.not_before]))
    effects.refresh(
        conn,
        city,
        feed=row.feed,
        kind=city.policy.subjects[row.subject_kind].refresh[row.feed],
        record_key=row.record_key,
        subject=(row.subject_kind, row.subject_key),
        values={**waiting, row.field: value},
        expected={**shown, row.field: expected},
        draft=False,
        carried={**_carried(row, decision, unsent), "not_before": latest},
    )


def _carried(row: Row[Any], decision: Row[Any], unsent: Row[Any] | None) -> dict[str, Any]:
    """Whose effect it is. A compensation keeps its name on it: no open case speaks for what it puts back."""
    if unsent is not None and unsent.choice == "compensate":
        return {name: unsent._mapping[name] for name in ("case_id", "case_version", "decision_id")}
    return {"case_id": row.id, "case_version": decision.case_version, "decision_id": decision.id}


def part(conn: Connection, row: Row[Any], decision: Row[Any]) -> None:
    """Keep two records apart: nothing about one is said of the other any more, and nothing waits to be sent."""
    about = {name: row._mapping[name] for name in ("feed", "record_key", "subject_kind", "subject_key")}
    conn.execute(text(query("cases_apart")), {**about, "decision": decision.id})
    conn.execute(text(query("cases_close_apart")), about)
    effects.replace_unsent(conn, row.feed, row.record_key)
    mark(conn, row, "apart")


def mark(conn: Connection, row: Row[Any], reason: str) -> None:
    """Have the case's subject compared again."""
    marked = {"subject_kind": row.subject_kind, "subject_key": row.subject_key, "reason": reason, "run": None}
    conn.execute(text(query("dirty_add")), marked)


def shown(conn: Connection, city: City, row: Row[Any]) -> str | None:
    """What the follower's mirror says of the case's field now."""
    statement = shaped("effect_record", {"entity": city.feeds[row.feed].entity})
    values = {"system": city.feeds[row.feed].system, "record_key": row.record_key}
    record = conn.execute(text(statement), values).scalar() or {}
    found: str | None = record.get(row.field)
    return found
