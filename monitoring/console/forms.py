"""What a person typed: a value of the form's shape, or what is wrong with it beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from monitoring.console.texts import texts
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import NOTHING

Model = TypeVar("Model", bound=BaseModel)

#: Numbers and years that are taken, both ends included.
MOST, YEARS = 10**18, (1850, 2200)

#: pydantic's kind of error → key of our words.
_SAID = {
    "missing": "common.empty",
    "string_too_short": "common.empty",
    "string_too_long": "common.too_long",
    "too_long": "common.too_long",
    "date_parsing": "common.not_a_date",
    "date_from_datetime_parsing": "common.not_a_date",
    "datetime_parsing": "common.not_a_date",
    "datetime_from_date_parsing": "common.not_a_date",
    "int_parsing": "common.not_a_number",
    "literal_error": "common.not_a_choice",
    "enum": "common.not_a_choice",
}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A refused form. ``errors``: field → words; the empty field stands for the whole form."""

    errors: Mapping[str, Words]
    typed: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    def of(self, name: str) -> Words | None:
        """What is wrong with one field."""
        return self.errors.get(name)


class Invalid(Exception):
    """The form cannot be taken as it is."""

    def __init__(self, errors: Mapping[str, Words]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class Missing(Exception):
    """There is no such thing, or not for this person; answered with 404."""

    def __init__(self, words: Words | None = None) -> None:
        super().__init__(words.en if words else "missing")
        self.words = words or texts()["trouble.missing_why"]


def read(model: type[Model], typed: Mapping[str, str]) -> Model:
    """The form as ``model``; empty fields count as not given. Invalid names every field that is wrong."""
    given = {name: value for name, value in typed.items() if value.strip()}
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        raise Invalid({_field(one): _words(one) for one in error.errors()}) from None
    outside = {name: said for name, value in found if (said := _outside(value)) is not None}
    if outside:
        raise Invalid({name: texts()[said] for name, said in outside.items()})
    return found


def moment(year: int) -> bool:
    """Whether a year is one that people mean: beyond it, days cannot be added and zones not be changed."""
    return YEARS[0] <= year <= YEARS[1]


def _outside(value: object) -> str | None:
    """The words' key for a number or day that no database and no calendar of ours holds."""
    if isinstance(value, date) and not moment(value.year):
        return "common.not_a_date"
    if isinstance(value, int) and not -MOST <= value <= MOST:
        return "common.not_a_number"
    return None


def wrong(error: Invalid | NotPossible, typed: Mapping[str, str]) -> Wrong:
    """What to show beside what was typed: a wrong field, or an act the engine refused."""
    errors = error.errors if isinstance(error, Invalid) else {"": error.words}
    return Wrong(errors=errors, typed=typed)


def _field(error: Mapping[str, object]) -> str:
    place = error["loc"]
    return str(place[0]) if isinstance(place, tuple) and place else ""


def _words(error: Mapping[str, object]) -> Words:
    context = error.get("ctx")
    raised = context.get("error") if isinstance(context, dict) else None
    if isinstance(raised, ValueError) and raised.args and isinstance(raised.args[0], Words):
        return raised.args[0]
    return texts()[_SAID.get(str(error["type"]), "common.unreadable")]
