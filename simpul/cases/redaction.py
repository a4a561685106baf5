"""What somebody sees of a case who may neither settle nor approve it: that it is there, not whose data it is about."""

from __future__ import annotations

from dataclasses import replace

from simpul.cases.detail import CaseView
from simpul.cases.listing import CaseLine
from simpul.core.i18n import Words
from simpul.values import mask

_NUMBERS = ("nik", "no_kk", "nik_kepala")


def value(field: str, shown: str | None) -> str | None:
    """A field's value for somebody who need not know it: enough to see that two differ, no more."""
    if not shown:
        return shown
    if field in _NUMBERS:
        return mask.nik(shown)
    return mask.name(shown) if field.startswith("nama") else mask.value(shown)


def line(case: CaseLine) -> CaseLine:
    """A case in a list."""
    return replace(
        case,
        authority_value=value(case.field, case.authority_value),
        follower_value=value(case.field, case.follower_value),
        base_value=value(case.field, case.base_value),
        proposed_value=value(case.field, case.proposed_value),
        facts={},
        evidence="",
    )


def view(found: CaseView, heading: Words) -> CaseView:
    """One case: no value, no free text anybody typed, its group's sentence for its own."""
    return replace(
        found,
        case=line(found.case),
        sentence=heading if found.case.rule else found.sentence,
        annotations=(),
        authority=replace(found.authority, value=None) if found.authority else None,
        follower=replace(found.follower, value=None) if found.follower else None,
        decisions=tuple({**one, "reason": "", "value": None, "evidence_number": ""} for one in found.decisions),
        history=tuple(replace(one, detail="") for one in found.history),
    )
