"""What is told once because something happened: notes and follow-ups. Nothing from a baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import polars as pl
from sqlalchemy import Connection, text

from simpul.compare import pairs
from simpul.config.settings import City
from simpul.core.model import Feed
from simpul.delivery import effects
from simpul.delivery.effects import Wanted
from simpul.links import freshness
from simpul.matching.references import judge_quotes
from simpul.store.frames import read
from simpul.store.queries import query

#: Kinds of subjects whose changes make events.
KINDS = ("pengaduan", "permohonan")

NOTE = "catatan_permohonan"
FOLLOW_UP = "tindak_lanjut"

#: What is written to other systems: fixed words and a code of ours, nothing about anybody.
NOTE_TEXT = (
    "Permohonan ini disebut dalam sebuah pengaduan yang masih terbuka di SP4N-LAPOR!. Rujukan Simpul: {reference}"
)
FOLLOW_UP_TEXT = (
    "Permohonan yang disebut dalam pengaduan ini telah berpindah tahap di layanan satu pintu. "
    "Status terbaru dapat dilihat pada aplikasi atau loket layanan. Rujukan Simpul: {reference}"
)


class Rule(Protocol):
    """One reason for events, ready to work on the claimed subjects of a kind."""

    def apply(self, conn: Connection, city: City, run: int) -> int:
        """Make the events of the claimed subjects; how many effects."""

    def finish(self, conn: Connection) -> None:
        """Called when everything marked so far was looked at: ends the baseline."""


def ready(conn: Connection, city: City, kind: str, run: int) -> tuple[Rule, ...]:
    """The rules of a kind of subject; none while one of them has to wait, so that no change is used up unseen."""
    known = freshness.standings(conn, city)
    found: list[Rule] = []
    for rule in _rules(city, kind):
        if freshness.held(city, rule.needs, known):
            return ()
        found.append(rule.begun(conn, run))
    return tuple(found)


def _rules(city: City, kind: str) -> Iterable[_Quotes | _Moves]:
    for application in _feeds(city, "permohonan"):
        for complaint in _feeds(city, "pengaduan"):
            quotes = _Quotes(complaint=complaint, application=application)
            if kind == "pengaduan":
                yield quotes
            if kind == "permohonan":
                yield _Moves(complaint=complaint, application=application)


def _feeds(city: City, entity: str) -> list[Feed]:
    return [feed for feed in city.feeds.values() if feed.entity == entity and feed.enabled]


def _since(conn: Connection, feed: Feed, authority: Feed) -> datetime | None:
    values = {"feed": feed.name, "authority": authority.name}
    found: datetime | None = conn.execute(text(query("events_since")), values).scalar()
    return found


def _known(conn: Connection, feed: Feed, authority: Feed, revision: str) -> bool:
    """Whether the rule has begun observing under this revision."""
    rows = conn.execute(text(query("compare_pairings")))
    return any((row.feed, row.authority_feed, row.revision) == (feed.name, authority.name, revision) for row in rows)


@dataclass(frozen=True, kw_only=True)
class _Quotes:
    """A complaint that quotes an application; certain when its reporter is the applicant."""

    complaint: Feed
    application: Feed
    #: End of the baseline; None: observing.
    since: datetime | None = None

    REVISION = "kutipan-1"

    @property
    def needs(self) -> tuple[Feed, ...]:
        return (self.complaint, self.application)

    def begun(self, conn: Connection, run: int) -> _Quotes:
        if not _known(conn, self.complaint, self.application, self.REVISION):
            pairs.begin(conn, self.complaint, self.application.name, self.REVISION)
            pairs.mark(conn, self.complaint, kind="pengaduan", key="id_pengaduan", reason=self._baseline, run=run)
        return replace(self, since=_since(conn, self.complaint, self.application))

    @property
    def _baseline(self) -> str:
        return f"baseline:{self.complaint.name}"

    def finish(self, conn: Connection) -> None:
        pairs.finish(
            conn,
            feed=self.complaint.name,
            authority=self.application.name,
            kind="pengaduan",
            reason=self._baseline,
        )

    def apply(self, conn: Connection, city: City, run: int) -> int:
        conn.execute(text(query("events_silence")), {"system": self.complaint.system})
        complaints = read(
            conn,
            query("events_complaints"),
            ("complaint_key", "words", "reporter_name", "reporter_phone"),
            {"system": self.complaint.system},
        )
        quoted = judge_quotes(complaints, lambda numbers: self._applications(conn, numbers))
        kept = [f"{row['complaint_key']} {row['application_key']}" for row in quoted.iter_rows(named=True)]
        conn.execute(text(query("events_forget_quotes")), {"complaint_feed": self.complaint.name, "kept": kept})
        return sum(self._quote(conn, city, row, run) for row in quoted.iter_rows(named=True))

    def _applications(self, conn: Connection, numbers: list[str]) -> pl.DataFrame:
        columns = ("application_key", "applicant_name", "applicant_phone")
        values = {"system": self.application.system, "numbers": numbers}
        return read(conn, query("events_applications"), columns, values)

    def _quote(self, conn: Connection, city: City, row: dict[str, Any], run: int) -> int:
        values = {"complaint_feed": self.complaint.name, "application_feed": self.application.name}
        written = conn.execute(text(query("events_quote")), {**values, **row}).one_or_none()
        if written is None or not written.found or self.since is None or row["reason"] == "not_found":
            return 0
        wanted = Wanted(
            kind=NOTE,
            mode="event",
            system=self.application.system,
            feed=self.application.name,
            record_key=row["application_key"],
            subject_kind="pengaduan",
            subject_key=row["complaint_key"],
            cause=row["complaint_key"],
            values={"nomor_permohonan": row["application_key"], "id_pengaduan": row["complaint_key"]},
            body={},
            draft=not row["certain"],
            run_id=run,
        )
        return _tell(conn, city, wanted, lambda reference: {"isi": NOTE_TEXT.format(reference=reference)})


@dataclass(frozen=True, kw_only=True)
class _Moves:
    """A quoted application moved: its complaint hears of it, once a stage."""

    complaint: Feed
    application: Feed
    since: datetime | None = None

    @property
    def needs(self) -> tuple[Feed, ...]:
        return (self.complaint, self.application)

    def begun(self, conn: Connection, run: int) -> _Moves:
        return replace(self, since=_since(conn, self.complaint, self.application))

    def finish(self, conn: Connection) -> None:
        """The baseline is that of the quotes."""

    def apply(self, conn: Connection, city: City, run: int) -> int:
        if self.since is None:
            return 0
        names = {
            "complaint_feed": self.complaint.name,
            "complaint_system": self.complaint.system,
            "application_feed": self.application.name,
            "application_system": self.application.system,
            "since": self.since,
        }
        return sum(self._follow(conn, city, row, run) for row in conn.execute(text(query("events_moved")), names).all())

    def _follow(self, conn: Connection, city: City, row: Any, run: int) -> int:
        wanted = Wanted(
            kind=FOLLOW_UP,
            mode="event",
            system=self.complaint.system,
            feed=self.complaint.name,
            record_key=row.complaint_key,
            subject_kind="pengaduan",
            subject_key=row.complaint_key,
            cause=f"{row.application_key}|{row.stage}",
            values={"nomor_permohonan": row.application_key, "tahap": row.stage},
            body={},
            draft=not row.certain,
            run_id=run,
        )

        def body(reference: str) -> dict[str, str]:
            return {"content": FOLLOW_UP_TEXT.format(reference=reference), "institution": "Simpul"}

        return _tell(conn, city, wanted, body)


def _tell(conn: Connection, city: City, wanted: Wanted, body: Any) -> int:
    """Make an event effect if its system takes it, sending is not off and every value is granted."""
    system = city.systems[wanted.system]
    if wanted.kind not in system.writes or system.sending == "off":
        return 0
    if not set(wanted.values) <= effects.granted(city, system.name, wanted.kind):
        return 0
    key = effects.idem_key(wanted.kind, wanted.feed, wanted.record_key, wanted.cause)
    draft = wanted.draft or system.sending == "propose"
    return int(effects.insert(conn, replace(wanted, body=body(effects.reference(key)), draft=draft)))


def verify(conn: Connection, city: City) -> int:
    """Settle accepted follow-ups by what the last pull shows; how many were found."""
    found = 0
    for feed in _feeds(city, "tindak_lanjut"):
        found += conn.execute(text(query("events_shown")), {"system": feed.system}).rowcount
        names = {"system": feed.system, "feed": feed.name, "parent": feed.parent}
        conn.execute(text(query("events_not_shown")), names)
    return found
