"""What a number quoted in a complaint links it to: an application, its applicant, a resident, a complaint, a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection

from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.model import Feed
from simpul.matching import numbers, reasons
from simpul.store.frames import read
from simpul.store.queries import query
from simpul.values import comparators
from simpul.values.names import spelling

LINK = {
    "left_key": pl.String, "right_feed": pl.String, "right_key": pl.String, "how": pl.String, "score": pl.Float64,
    "reasons": pl.String, "state": pl.String,
}  # fmt: skip
#: A registration number of the one-door service as people quote it: ``503/000123/KTP/2026`` (domain.md §5.2).
NUMBER = r"(?i)\b\d{3}\s*/\s*\d{3,6}(?:\s*/\s*[A-Z][A-Z._-]*)+\s*/\s*\d{4}\b"
#: Score of a quoted number that fits its reporter, and of one that does not.
FITS, DOUBTFUL = 1.0, 0.5


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """Where the numbers lead; None: the city has no such feed."""

    complaint: Feed
    residents: Feed
    application: Feed | None
    intake: Feed | None


def links(conn: Connection, city: City, feeds: Feeds, complaints: pl.DataFrame) -> pl.DataFrame:
    """Links by quoted numbers. ``complaints``: key, words, name, phone. Columns :data:`LINK`."""
    quoted = numbers.typed(complaints.select("key", "words"))
    if quoted.is_empty():
        return pl.DataFrame(schema=LINK)
    found = [
        _people(conn, feeds, quoted, complaints),
        _complaints(conn, feeds, quoted),
        _applications(conn, feeds, complaints, quoted),
        _files(conn, feeds, quoted),
    ]
    rows = pl.concat([frame.select(*LINK) for frame in found])
    # A NIK in the text and the applicant of a quoted number may be one person: the surer reason stays.
    best = rows.sort("score", "reasons", descending=[True, False])
    return best.unique(["left_key", "right_feed", "right_key"], keep="first", maintain_order=True)


def _of(quoted: pl.DataFrame, *kinds: str) -> pl.DataFrame:
    return quoted.filter(pl.col("kind").is_in(kinds))


def _people(conn: Connection, feeds: Feeds, quoted: pl.DataFrame, complaints: pl.DataFrame) -> pl.DataFrame:
    told = _of(quoted, numbers.PERSON)
    values = {"system": feeds.residents.system, "numbers": told["number"].unique().to_list()}
    people = read(conn, query("match_people_named"), ("person", "nik", "registered"), values)
    rows = told.join(people, left_on="number", right_on="nik").join(complaints, on="key")
    fits = _one_of(pl.col("name"), pl.col("registered"))
    return rows.select(
        left_key="key",
        right_feed=pl.lit(feeds.residents.name),
        right_key="person",
        how=pl.lit("number"),
        score=pl.when(fits).then(FITS).otherwise(DOUBTFUL),
        reasons=reasons.listed([reasons.when(fits, reasons.NIK_NAMED), reasons.when(~fits, reasons.NIK_ONLY)]),
        state=_state(fits),
    )


def _one_of(name: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two names share a word of more than two letters, in one spelling: a NIK tells the rest."""
    words = [
        spelling.cleaned(one)
        .str.split(" ")
        .list.eval(spelling.form(pl.element()).filter(pl.element().str.len_chars() > 2))
        for one in (name, other)
    ]
    return (words[0].list.set_intersection(words[1]).list.len() > 0).fill_null(value=False)


def _complaints(conn: Connection, feeds: Feeds, quoted: pl.DataFrame) -> pl.DataFrame:
    told = _of(quoted, numbers.COMPLAINT, numbers.TICKET)
    values = {"system": feeds.complaint.system, "numbers": told["number"].unique().to_list()}
    known = read(conn, query("match_open_complaints"), ("other", "ticket"), values)
    by_id = _of(told, numbers.COMPLAINT).join(known.with_columns(number="other"), on="number")
    by_ticket = _of(told, numbers.TICKET).join(known.with_columns(number="ticket"), on="number")
    rows = pl.concat([by_id.select("key", "other"), by_ticket.select("key", "other")]).unique()
    rows = rows.filter(pl.col("key") != pl.col("other"))
    return _plain(rows, feeds.complaint.name, reasons.COMPLAINT)


def _files(conn: Connection, feeds: Feeds, quoted: pl.DataFrame) -> pl.DataFrame:
    told = _of(quoted, numbers.FILE)
    if feeds.intake is None or told.is_empty():
        return pl.DataFrame(schema=LINK)
    values = {"numbers": told["number"].unique().to_list()}
    known = read(conn, query("match_files"), ("other",), values)
    rows = told.join(known, left_on="number", right_on="other").select("key", other="number")
    return _plain(rows, feeds.intake.name, reasons.FILE)


def _plain(rows: pl.DataFrame, feed: str, why: Words) -> pl.DataFrame:
    return rows.select(
        left_key="key",
        right_feed=pl.lit(feed),
        right_key="other",
        how=pl.lit("number"),
        score=pl.lit(FITS),
        reasons=pl.lit(f"[{reasons.told(why)}]"),
        state=pl.lit("sure"),
    )


def _applications(conn: Connection, feeds: Feeds, complaints: pl.DataFrame, quoted: pl.DataFrame) -> pl.DataFrame:
    """The application a complaint quotes, and who applied if that is surely the reporter."""
    if feeds.application is None or _of(quoted, numbers.APPLICATION).is_empty():
        return pl.DataFrame(schema=LINK)
    application = feeds.application
    found: list[pl.DataFrame] = []

    def look_up(told: list[str]) -> pl.DataFrame:
        columns = ("application_key", "nik", "applicant_name", "applicant_phone")
        values = {"system": application.system, "numbers": told}
        found.append(read(conn, query("match_applications"), columns, values))
        return found[0].drop("nik")

    asked = complaints.select("words", complaint_key="key", reporter_name="name", reporter_phone="phone")
    judged = judge_quotes(asked, look_up).filter(pl.col("reason") != "not_found")
    why = pl.col("reason").replace_strict(
        {name: f"[{reasons.told(words)}]" for name, words in reasons.QUOTED.items()}, return_dtype=pl.String
    )
    rows = judged.with_columns(
        how=pl.lit("number"),
        score=pl.when("certain").then(FITS).otherwise(DOUBTFUL),
        why=why,
        state=_state(pl.col("certain")),
    )
    to_application = rows.select(
        "how", "score", "state", left_key="complaint_key", right_feed=pl.lit(application.name),
        right_key="application_key", reasons="why",
    )  # fmt: skip
    applied = (
        rows.filter("certain").join(found[0].select("application_key", "nik"), on="application_key").drop_nulls("nik")
    )
    values = {"system": feeds.residents.system, "numbers": applied["nik"].unique().to_list()}
    people = read(conn, query("match_people_named"), ("person", "nik", "registered"), values)
    to_person = applied.join(people, on="nik").select(
        "how", "score", "state", left_key="complaint_key", right_feed=pl.lit(feeds.residents.name), right_key="person",
        reasons="why",
    )  # fmt: skip
    return pl.concat([to_application.select(*LINK), to_person.select(*LINK)])


def judge_quotes(complaints: pl.DataFrame, look_up: Any) -> pl.DataFrame:
    """complaint_key, application_key, certain, reason of every application number the complaints quote.

    ``look_up``: numbers → frame of application_key, applicant_name, applicant_phone of those that exist.
    """
    quoted = (
        complaints.with_columns(application_key=pl.col("words").str.extract_all(NUMBER))
        .explode("application_key")
        .drop_nulls("application_key")
        .with_columns(pl.col("application_key").str.replace_all(r"\s", "").str.to_uppercase())
        .unique(["complaint_key", "application_key"], maintain_order=True)
    )
    applications = look_up(quoted["application_key"].unique().to_list())
    joined = quoted.join(
        applications.with_columns(exists=pl.lit(True)), on="application_key", how="left", maintain_order="left"
    )
    same_phone = (pl.col("reporter_phone") == pl.col("applicant_phone")).fill_null(False)
    same_name = (
        comparators.normal("text", pl.col("reporter_name")) == comparators.normal("text", pl.col("applicant_name"))
    ).fill_null(False)
    return joined.select(
        "complaint_key",
        "application_key",
        certain=pl.col("exists").fill_null(False) & (same_phone | same_name),
        reason=pl.when(pl.col("exists").is_null())
        .then(pl.lit("not_found"))
        .when(same_phone)
        .then(pl.lit("same_phone"))
        .when(same_name)
        .then(pl.lit("same_name"))
        .otherwise(pl.lit("somebody_else")),
    )


def _state(sure: pl.Expr) -> pl.Expr:
    return pl.when(sure).then(pl.lit("sure")).otherwise(pl.lit("offered"))
