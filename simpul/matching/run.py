"""Find who is meant in what is new: complaints and paper intake, chunk by chunk, each in one transaction.

A use case of its own, not a step of comparing: an index of the residents is made once a run and only if somebody has to
be found by name, which would hold up a comparison that runs every few minutes. What it finds marks the complaints it is
about, so that the next comparison and its rules see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl
from sqlalchemy import Connection, Engine, text

from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.killpoints import killpoint
from simpul.core.model import Feed
from simpul.links import freshness
from simpul.matching import duplicates as texts
from simpul.matching import reasons, references
from simpul.matching.linkage import find, registry
from simpul.matching.linkage.registry import Registry
from simpul.store import audit, lease
from simpul.store.frames import read, write
from simpul.store.queries import query
from simpul.values import extract
from simpul.values.names import forms

#: Complaints or files of one transaction.
CHUNK = 20_000
#: From this probability on a resident is linked; from the next on offered to a person, so many at most.
SURE, OFFERED, MOST = 0.95, 0.15, 3


@dataclass(frozen=True, kw_only=True)
class MatchResult:
    """What one run did."""

    run_id: int
    #: Complaints and files looked at, links written or changed, and links that no longer hold.
    looked: int = 0
    written: int = 0
    gone: int = 0
    #: Feed → why it is not looked at now.
    held: tuple[tuple[str, Words], ...] = ()


def run(engine: Engine, city: City, *, everything: bool = False, caller: str = "", chunk: int = CHUNK) -> MatchResult:
    """Look at what changed since the last run, or at ``everything``. AlreadyRunning if another worker is at it."""
    with lease.held(engine, "match") as ours, engine.connect() as conn:
        with conn.begin():
            number = int(conn.execute(text(query("match_start")), {"token": ours.token, "caller": caller}).scalar_one())
            for statement in query("match_tables").split(";"):
                conn.execute(text(statement))
            if everything:
                conn.execute(text(query("match_forget")))
        work = _Work(conn=conn, city=city, ours=ours, chunk=chunk, result=MatchResult(run_id=number))
        try:
            work.all()
        except BaseException as error:
            if conn.in_transaction():
                conn.rollback()
            _finish(conn, work.result, "failed", type(error).__name__)
            raise
        _finish(conn, work.result, "done", "")
        return work.result


def _finish(conn: Connection, result: MatchResult, state: str, reason: str) -> None:
    with conn.begin():
        values = {"run": result.run_id, "state": state, "reason": reason, "read": result.looked}
        conn.execute(text(query("match_finish")), values)
        detail = {"run": result.run_id, "state": state, "looked": result.looked, "written": result.written}
        audit.write(conn, audit.chain_of_feed("match"), "simpul", "match", detail | {"gone": result.gone})


@dataclass(kw_only=True)
class _Work:
    """One run on one connection."""

    conn: Connection
    city: City
    ours: lease.Lease
    chunk: int
    result: MatchResult
    _residents: dict[str, Registry] = field(default_factory=dict)

    def all(self) -> None:
        subject = self.city.policy.subjects.get("penduduk")
        if subject is None:
            return
        residents = self.city.feeds[subject.authority]
        with self.conn.begin():
            known = freshness.standings(self.conn, self.city)
        for feed in self._feeds("pengaduan", "berkas_masuk"):
            held = freshness.held(self.city, (feed, residents), known)
            if held is not None:
                self.result = replace(self.result, held=(*self.result.held, (feed.name, held)))
                continue
            while self._one_chunk(feed, residents) == self.chunk:
                pass

    def _feeds(self, *entities: str) -> Iterator[Feed]:
        for entity in entities:
            yield from (feed for feed in self.city.feeds.values() if feed.entity == entity and feed.enabled)

    def _one_chunk(self, feed: Feed, residents: Feed) -> int:
        with self.conn.begin():
            names = {"feed": feed.name, "system": feed.system, "size": self.chunk}
            claimed = int(self.conn.execute(text(query(f"match_claim_{feed.entity}")), names).rowcount)
            if claimed:
                self._links(feed, residents)
                self._write(feed, residents)
            killpoint("match.before_commit")
            lease.check(self.conn, self.ours)
        self.result = replace(self.result, looked=self.result.looked + claimed)
        return claimed

    def _links(self, feed: Feed, residents: Feed) -> None:
        found = (
            self._of_intake(feed, residents) if feed.entity == "berkas_masuk" else self._of_complaints(feed, residents)
        )
        write(
            self.conn,
            "staged_match",
            found.select(left_feed=pl.lit(feed.name), **{name: name for name in references.LINK}),
        )

    def _of_intake(self, feed: Feed, residents: Feed) -> pl.DataFrame:
        rows = read(self.conn, query("match_intake"), registry.COLUMNS, {"system": feed.system})
        return self._people(rows, residents)

    def _of_complaints(self, feed: Feed, residents: Feed) -> pl.DataFrame:
        """Numbers first; who is not sure by one is looked for by name, phone, birth date and address."""
        columns = ("key", "words", "name", "phone")
        rows = read(self.conn, query("match_complaints"), columns, {"system": feed.system})
        feeds = references.Feeds(
            complaint=feed,
            residents=residents,
            application=next(self._feeds("permohonan"), None),
            intake=next(self._feeds("berkas_masuk"), None),
        )
        by_number = references.links(self.conn, self.city, feeds, rows)
        sure = by_number.filter((pl.col("right_feed") == residents.name) & (pl.col("state") == "sure"))
        rest = rows.filter(~pl.col("key").is_in(sure["left_key"].implode()))
        asked = rest.select(
            "key", "name", "phone", born=extract.born(pl.col("words")), kelurahan=pl.lit(None, pl.String),
            address=extract.home(pl.col("words")),
        )  # fmt: skip
        by_person = self._people(asked.select(registry.COLUMNS), residents)
        known = by_number.select("left_key", "right_feed", "right_key")
        by_person = by_person.join(known, on=["left_key", "right_feed", "right_key"], how="anti")
        return pl.concat([by_number, by_person, self._alike(feed, rows["key"])])

    def _people(self, asked: pl.DataFrame, residents: Feed) -> pl.DataFrame:
        """Links to residents: the one surely meant, else the likeliest few."""
        named = asked.filter(pl.col("name").is_not_null())
        if named.is_empty():
            return pl.DataFrame(schema=references.LINK)
        found = find.find(self._index(residents), named, most=MOST)
        # A name that only resembles is never enough by itself: whoever uses the phone may write for another.
        sure = (pl.col("score") >= SURE) & (pl.col("name") != forms.OTHER)
        offered = found.filter(pl.col("score") >= OFFERED)
        return offered.select(
            "score", left_key="mention", right_feed=pl.lit(residents.name), right_key="resident", how=pl.lit("person"),
            reasons=reasons.of_people(), state=pl.when(sure).then(pl.lit("sure")).otherwise(pl.lit("offered")),
        ).select(*references.LINK)  # fmt: skip

    def _index(self, residents: Feed) -> Registry:
        """The residents' index, made when first needed and kept for this run."""
        if residents.name not in self._residents:
            rows = read(self.conn, query("match_residents"), registry.COLUMNS, {"system": residents.system})
            self._residents[residents.name] = registry.index(rows)
        return self._residents[residents.name]

    def _alike(self, feed: Feed, changed: pl.Series) -> pl.DataFrame:
        """Links between complaints that tell the same matter."""
        columns = ("key", "words", "name", "phone", "made")
        near = read(self.conn, query("match_near"), columns, {"system": feed.system, "days": texts.NEAR})
        found = texts.duplicates(near.with_columns(pl.col("made").str.to_datetime("%Y-%m-%dT%H:%M:%S")), changed)
        why = [
            pl.lit(reasons.told(reasons.LIKE)),
            reasons.when(pl.col("reporter"), reasons.REPORTER),
            reasons.when(pl.col("place"), reasons.PLACE),
        ]
        rows = found.select(
            "left", "state", right_feed=pl.lit(feed.name), right_key="right", how=pl.lit("text"), score="likeness",
            reasons=reasons.listed(why),
        )  # fmt: skip
        return rows.rename({"left": "left_key"}).select(*references.LINK)

    def _write(self, feed: Feed, residents: Feed) -> None:
        values = {
            "feed": feed.name, "residents": residents.name, "run": self.result.run_id,
            "complaints": [one.name for one in self._feeds("pengaduan")],
        }  # fmt: skip
        counts = self.conn.execute(text(query("match_write")), values).one()
        self.conn.execute(text(query("match_seen")), {"feed": feed.name})
        self.result = replace(
            self.result, written=self.result.written + counts.written, gone=self.result.gone + counts.gone
        )
