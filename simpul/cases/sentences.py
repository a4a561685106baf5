"""A case in one plain sentence, and what to do about it: from the shape of its values, or the rule that found it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from simpul.cases import listing, words
from simpul.config import City
from simpul.wording import Words


class _Slots(dict[str, str]):
    """Values for the slots of a sentence; a slot nobody filled shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def sentence(row: Row[Any]) -> Words:
    """What disagrees with what, in one sentence; NIK and KK masked."""
    found = _rule(row.rule)
    if found is not None:
        return _filled(Words(id=found.kalimat, en=found.sentence), row.facts)
    shape = _shape(row.shape)
    if shape is not None:
        return _filled(shape.sentence, _sides(row))
    return _plain(row)


def title(row: Row[Any]) -> Words:
    """What all cases of one cause have in common: no value of any of them."""
    found = _rule(row.rule)
    if found is not None:
        return Words(id=found.judul, en=found.title)
    shape = _shape(row.shape)
    told = shape.words if shape is not None else words.kind(row.kind)
    where = f"{row.field.replace('_', ' ')} di {row.feed}" if row.field else row.feed
    there = f"{row.field.replace('_', ' ')} in {row.feed}" if row.field else row.feed
    return Words(id=f"{where}: {told.id}", en=f"{there}: {told.en}")


def advice(row: Row[Any]) -> Words | None:
    """What an officer does about a rule's case; None: nothing beyond deciding it."""
    found = _rule(row.rule)
    return Words(id=found.langkah, en=found.advice) if found is not None and found.langkah else None


def remarks(conn: Connection, city: City, row: Row[Any]) -> tuple[Words, ...]:
    """What rules that make no cases say about the subject."""
    return ()


def _rule(name: str) -> Any | None:
    """The rule's own words; None for comparisons and for a rule that is gone."""
    return None


def _shape(name: str) -> Any | None:
    return None


def _plain(row: Row[Any]) -> Words:
    told = words.kind(row.kind)
    what = row.field.replace("_", " ")
    if not what:
        return Words(id=f"{told.id}.", en=f"{told.en}.")
    ours, theirs = (listing.masked(value) or "—" for value in (row.authority_value, row.follower_value))
    return Words(
        id=f"{what}: {told.id.lower()}. {row.authority_feed} mencatat {ours}, {row.feed} mencatat {theirs}.",
        en=f"{what}: {told.en.lower()}. {row.authority_feed} says {ours}, {row.feed} says {theirs}.",
    )


def _sides(row: Row[Any]) -> Mapping[str, Any]:
    return {
        "field": row.field.replace("_", " "),
        "feed": row.feed,
        "authority_feed": row.authority_feed,
        "authority": row.authority_value,
        "follower": row.follower_value,
        "proposed": row.proposed_value,
    }


def _filled(template: Words, values: Mapping[str, Any]) -> Words:
    slots = _Slots({name: str(listing.masked(str(value))) for name, value in values.items() if value is not None})
    return Words(id=template.id.format_map(slots), en=template.en.format_map(slots))
