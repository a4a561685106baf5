"""What is typed to decide a whole group, as the engine wants it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from monitoring.console import forms
from monitoring.console.request import Visit
from monitoring.console.texts import texts
from simpul.cases.cases import Choice, Evidence

_NUMBERS = re.compile(r"\d{1,18}(?:[\s,;]+\d{1,18})*[\s,;]*")
#: Cases one may leave out by hand.
MOST_OUT = 500

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Asked(BaseModel):
    """One decision for many cases."""

    choice: Choice
    reason: Text
    until: date | None = None
    evidence_kind: Annotated[str, StringConstraints(max_length=40)] = ""
    evidence_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    evidence_date: date | None = None
    leave_out: Annotated[str, StringConstraints(max_length=10_000)] = ""

    @property
    def evidence(self) -> Evidence | None:
        """The document, or none. Invalid when only a part of it was given."""
        given = (self.evidence_kind, self.evidence_number, self.evidence_date)
        if self.evidence_date and self.evidence_kind and self.evidence_number:
            return Evidence(kind=self.evidence_kind, number=self.evidence_number, date=self.evidence_date)
        if any(given):
            raise forms.Invalid({"evidence_kind": texts()["bulk.whole_evidence"]})
        return None

    @property
    def out(self) -> tuple[int, ...]:
        """Cases to leave out. Invalid when it is not a list of numbers."""
        return numbers(self.leave_out)


class Refusal(BaseModel):
    """Why not."""

    reason: Text


def numbers(typed: str) -> tuple[int, ...]:
    """Numbers with commas, blanks or lines between them."""
    if typed.strip() and not _NUMBERS.fullmatch(typed.strip()):
        raise forms.Invalid({"leave_out": texts()["bulk.bad_numbers"]})
    return _few(tuple(sorted({int(found) for found in re.findall(r"\d+", typed)})), "leave_out")


def ticked(visit: Visit) -> tuple[int, ...]:
    """Cases ticked on the preview. Invalid when none is."""
    found = tuple(int(value) for value in visit.forms("out") if value.isascii() and value.isdigit() and len(value) < 19)
    if not found:
        raise forms.Invalid({"": texts()["bulk.nothing_ticked"]})
    return _few(found, "")


def _few(out: tuple[int, ...], field: str) -> tuple[int, ...]:
    """All of them, never some: one dropped here would be decided."""
    if len(out) > MOST_OUT:
        raise forms.Invalid({field: texts()["bulk.too_many_out"]})
    return out
