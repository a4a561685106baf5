"""What cross-system rules see: schema ``rule`` and the role ``simpul_rule`` that may use nothing else."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.core import clock
from simpul.store import roles, row_policies
from simpul.store.identifiers import filled, quoted, shaped
from simpul.store.queries import query

ROLE = "simpul_rule"
FIRST_YEAR = 2015
#: Years ahead whose working days are known; cuti bersama is decreed once a year.
AHEAD = 3

#: Words of people, and who they are: no rule needs them. A complaint tells instead whether it holds numbers.
_HIDDEN = {
    "pengaduan": ("judul", "isi", "nama_pelapor", "no_hp_pelapor", "email_pelapor"),
    "tindak_lanjut": ("isi",),
}
#: Sensitive, and needed: who is recorded twice has one mother.
_NEEDED = ("nama_ibu",)
_OPEN = "coalesce(m.rahasia is false and m.anonim is false and rule.{test}(concat_ws(' ', m.judul, m.isi)), false)"
_ADDED = {"pengaduan": tuple(f"{filled(_OPEN, {'test': test})} as {test}" for test in ("memuat_nik", "memuat_telepon"))}

_DAY = "(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])(?:0[13578]|1[02])[0-9]{2}"
_SHORT = "(?:0[1-9]|[12][0-9]|30|4[1-9]|[56][0-9]|70)(?:0[469]|11)[0-9]{2}"
_FEBRUARY = "(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])02[0-9]{2}|(?:29|69)02(?:[02468][048]|[13579][26])"
NIK = f"[1-9][0-9]{{5}}(?:{_DAY}|{_SHORT}|{_FEBRUARY})(?!0000)[0-9]{{4}}"


def settle(connection: Connection, today: date | None = None) -> list[str]:
    """Make the schema anew if anything it is made of changed; lines say what was done.

    BadConfig when the role is missing and we may neither make it nor act as it: says what the DBA runs.
    """
    day = today or clock.today()
    stamp = _stamp(day)
    if connection.execute(text(query("rule_made"))).scalar() == stamp:
        return []
    roles.ensure(connection, ROLE, "under which cross-system rules run")
    days = workdays(FIRST_YEAR, day.year + AHEAD)
    _write_days(connection, days)
    _driver(connection).execute(_definition(days).encode())
    _driver(connection).execute(f"comment on schema rule is '{stamp}'".encode())
    return [f"schema rule: tampilan aturan dibuat (views of the rules), hari kerja s.d. {day.year + AHEAD}"]


def extend(connection: Connection) -> None:
    """Before the known working days run out: know those of one more year."""
    last = connection.execute(text(query("rule_last_day"))).scalar()
    if last is None or last.year < clock.today().year + AHEAD:
        connection.execute(text(query("rule_lock")))
        settle(connection)
        row_policies.settle(connection)


def workdays(first: int, last: int) -> list[tuple[date, int, bool]]:
    """(day, working days up to it, whether it is one) of the years; national holidays and cuti bersama are none."""
    import holidays

    free = holidays.country_holidays("ID", years=range(first, last + 1), categories=("public", "government"))
    found: list[tuple[date, int, bool]] = []
    day, number = date(first, 1, 1), 0
    while day.year <= last:
        working = day.isoweekday() < 6 and day not in free
        number += working
        found.append((day, number, working))
        day += timedelta(days=1)
    return found


def _stamp(day: date) -> str:
    described = [
        query("rule_time"), query("rule_words"), query("rule_entity"), query("rule_relations"), query("rule_clocks"),
        query("rule_runner"), query("rule_rights"), NIK, version("holidays"), str(day.year),
        *(f"{entity}: {', '.join(_columns(entity))}" for entity in schemas.entities()),
    ]  # fmt: skip
    return hashlib.sha256("\n".join(described).encode()).hexdigest()[:32]


def _columns(entity: str) -> list[str]:
    shown = [
        f"m.{quoted(column.name)}"
        for column in schemas.columns(entity)
        if column.name not in _HIDDEN.get(entity, ()) and (column.privacy != "P3" or column.name in _NEEDED)
    ]
    return [*shown, *_ADDED.get(entity, ())]


def _definition(days: list[tuple[date, int, bool]]) -> str:
    times = {
        "numbers": "{" + ",".join(str(number) for _, number, _ in days) + "}",
        "days": "{" + ",".join(str(day) for day, _, working in days if working) + "}",
        "first": str(days[0][0]),
        "last": str(len(days) - 1),
        "nik": NIK,
    }
    views = [
        shaped("rule_entity", {"entity": entity, "columns": ", ".join(_columns(entity))})
        for entity in schemas.entities()
    ]
    parts = [
        query("rule_begin"), shaped("rule_time", times), shaped("rule_words", times), *views,
        query("rule_relations"), query("rule_clocks"), query("rule_runner"), query("rule_rights"),
    ]  # fmt: skip
    return ";\n".join(parts)


def _write_days(connection: Connection, days: list[tuple[date, int, bool]]) -> None:
    columns = {name: [day[place] for day in days] for place, name in enumerate(("days", "numbers", "working"))}
    connection.execute(text(query("rule_workdays")), columns)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver
