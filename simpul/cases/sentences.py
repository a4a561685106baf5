"""A case in one plain sentence, and what to do about it: from the shape of its values, or the rule that found it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from simpul.cases.listing import CaseLine
from simpul.compare import catalogue
from simpul.compare.rules import file
from simpul.config.settings import City
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.core.texts.differences import SHAPES
from simpul.values import mask


def sentence(city: City, row: Row[Any]) -> Words:
    """What disagrees with what, in one sentence; NIK and KK masked."""
    rule = file.shipped().get(row.rule)
    if rule is not None:
        told = rule.told(row.facts)
        return mask.words(told)
    shape = SHAPES.get(row.shape)
    slots = {
        "field": _field(row.field),
        "authority_system": _system(city, row.authority_feed),
        "follower_system": _system(city, row.feed),
    }
    if shape is not None:
        return Words(id=shape.sentence.id.format(**slots), en=shape.sentence.en.format(**slots))
    kind = words.kind(row.kind)
    head = f"{slots['field']}, " if row.field else ""
    return Words(
        id=f"{head}{slots['follower_system']} dan {slots['authority_system']}: {_small(kind.id)}.",
        en=f"{head}{slots['follower_system']} and {slots['authority_system']}: {_small(kind.en)}.",
    )


def title(row: Row[Any] | CaseLine) -> Words:
    """What all cases of one cause have in common: no value of any of them."""
    rule = file.shipped().get(row.rule)
    if rule is not None:
        return rule.heading()
    shape = SHAPES.get(row.shape)
    told = shape.words if shape is not None else words.kind(row.kind)
    head = f"{_field(row.field)} ({row.feed})" if row.field else row.feed
    return Words(id=f"{head}: {_small(told.id)}", en=f"{head}: {_small(told.en)}")


def advice(row: Row[Any]) -> Words | None:
    """What an officer does about a rule's case; None: nothing beyond deciding it."""
    rule = file.shipped().get(row.rule)
    return rule.advise() if rule is not None else None


def proposer(row: Row[Any]) -> Words | None:
    """Who proposes a value, in words; None: nobody does."""
    if row.proposed_value is None:
        return None
    if row.proposed_by == catalogue.BY_OWNER:
        return words.BY_OWNER
    return Words(id=f"aturan {row.proposed_by}", en=f"rule {row.proposed_by}")


#: Parts of field names that are abbreviations.
_SHORT = {"nik": "NIK", "kk": "KK", "no": "nomor", "hp": "HP", "rt": "RT", "rw": "RW", "ktp": "KTP", "id": "ID"}


def _field(name: str) -> str:
    told = " ".join(_SHORT.get(part, part) for part in name.split("_"))
    return told[:1].upper() + told[1:]


def _small(told: str) -> str:
    return told[:1].lower() + told[1:]


def _system(city: City, feed: str) -> str:
    known = city.feeds.get(feed)
    return city.systems[known.system].title if known else feed
