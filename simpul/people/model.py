"""A person of the hub and the unit they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row

from simpul.core.i18n import Language
from simpul.core.offices import OFFICES
from simpul.people import rights
from simpul.people.rights import Right, Role
from simpul.store.scope import EVERYTHING, Scope

#: Offices that look at the whole city's data because that is their task.
_OVERSEEING = ("WD", "IN")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A part of an office, with the kecamatan it answers for."""

    code: str
    name: str
    #: Code of the office (:data:`simpul.cases.offices.OFFICES`).
    office: str
    #: Kecamatan, six digits each; empty: the whole city.
    kecamatan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in."""

    id: int
    username: str
    name: str
    unit: Unit
    roles: frozenset[Role]
    language: Language = "id"
    #: ``system``, ``light`` or ``dark``.
    theme: str = "system"
    #: Keyboard shortcuts can be switched off (WCAG 2.1.4).
    shortcuts: bool = True
    #: When the visit before this one ended: what "since your last visit" counts from.
    previous_visit_at: datetime | None = None

    @cached_property
    def rights(self) -> frozenset[Right]:
        return rights.granted(self.roles)

    def may(self, right: Right) -> bool:
        return right in self.rights

    @cached_property
    def scope(self) -> Scope:
        """The rows this person sees: their kecamatan, their office and the offices below it."""
        offices = EVERYTHING if self.unit.office in _OVERSEEING else _below(self.unit.office)
        return Scope(person=self.username, offices=offices, kecamatan=self.unit.kecamatan or EVERYTHING)


def person_of(row: Row[Any]) -> Person:
    """A person as the queries of this package return them."""
    same = ("id", "username", "name", "language", "theme", "shortcuts", "previous_visit_at")
    unit = Unit(code=row.unit_code, name=row.unit_name, office=row.office, kecamatan=tuple(row.kecamatan))
    return Person(**{name: row._mapping[name] for name in same}, unit=unit, roles=frozenset(row.roles))


def _below(office: str) -> tuple[str, ...]:
    """An office and those whose disagreements reach it when they wait too long."""
    found = [office]
    for code, known in OFFICES.items():
        above = known.parent
        while above and above != office:
            above = OFFICES[above].parent
        if above:
            found.append(code)
    return tuple(found)
