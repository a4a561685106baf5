"""Code lists of ``schemas/kode``: what a system writes for a canonical code, and back, while the code is valid."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from simpul.core import clock
from simpul.core.errors import BadConfig
from simpul.core.shipped import KODE
from simpul.core.suggest import did_you_mean

_OWN = ("kode", "judul", "label", "valid_from", "valid_until", "successor")
#: Province from 11, regency and kecamatan from 01.
_KECAMATAN = re.compile(r"[1-9][0-9](?!00)[0-9]{2}(?!00)[0-9]{2}")
#: BPS numbers Medan 1275 and goes far beyond the five kecamatan of Kemendagri's 1275, Kota Binjai.
_KECAMATAN_BPS = re.compile(r"1275(?!0[1-5])")
#: The same as one expression without looking ahead: a kelurahan code that only the statistics office knows.
STATISTICS = r"^(?:[0-9]{6}0[0-9]{3}|1275(?:0[06-9]|[1-9]).*)$"


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """One column of one list, as of today."""

    #: What the system writes → canonical code.
    read: Mapping[str, str]
    #: Canonical code → the form written back, the first one listed.
    write: Mapping[str, str]
    #: Forms and codes that were valid once or will be.
    expired: frozenset[str]


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Lines of a list.

    Raises:
        BadConfig: there is no such list.
    """
    path = KODE / f"{name}.csv"
    if not path.exists():
        known = [file.stem for file in KODE.glob("*.csv")]
        raise BadConfig(f"unknown code list '{name}'", hint=did_you_mean(name, known))
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def successors(lines: Iterable[Mapping[str, str]], today: date) -> Mapping[str, tuple[str, ...]]:
    """Code not valid today → the valid ones that took its place, over any number of changes; only codes with heirs."""
    known = {line["kode"]: line for line in lines}
    found = {code: tuple(sorted(_heirs(code, known, today, frozenset()))) for code in known}
    return {code: heirs for code, heirs in found.items() if heirs and heirs != (code,)}


def _heirs(code: str, known: Mapping[str, Mapping[str, str]], today: date, met: frozenset[str]) -> set[str]:
    line = known.get(code)
    if line is None or code in met:
        return set()
    if _valid(line, today):
        return {code}
    after = [part.strip() for part in (line.get("successor") or "").split("|") if part.strip()]
    return {heir for part in after for heir in _heirs(part, known, today, met | {code})}


def load(reference: str) -> CodeList:
    """The list and column of ``agama/siak``.

    Raises:
        BadConfig: no such list or column, or one form for two codes.
    """
    return _load(reference, clock.today())


@cache
def _load(reference: str, today: date) -> CodeList:
    name, _, column = reference.partition("/")
    lines = rows(name)
    columns = [key for key in lines[0] if key not in _OWN]
    if column not in columns:
        raise BadConfig(f"code list '{name}' has no column '{column}'", hint=did_you_mean(column, columns))
    read: dict[str, str] = {}
    write: dict[str, str] = {}
    expired: set[str] = set()
    for line in lines:
        forms = [form.strip() for form in line[column].split("|") if form.strip()]
        if not _valid(line, today):
            expired |= {*forms, line["kode"]}
            continue
        for form in forms:
            if read.setdefault(form, line["kode"]) != line["kode"]:
                raise BadConfig(f"code list '{name}' gives '{form}' two meanings in column '{column}'")
        if forms:
            write[line["kode"]] = forms[0]
    return CodeList(read=read, write=write, expired=frozenset(expired - set(read)))


def _valid(line: Mapping[str, str], today: date) -> bool:
    start, end = line.get("valid_from") or "", line.get("valid_until") or ""
    return (not start or date.fromisoformat(start) <= today) and (not end or today <= date.fromisoformat(end))


@cache
def kecamatan() -> frozenset[str]:
    """Six-digit Kemendagri codes of our own kecamatan."""
    return frozenset(line["kode"] for line in rows("kecamatan"))


@cache
def kelurahan() -> frozenset[str]:
    """Ten-digit Kemendagri codes of the kelurahan listed; lists a kecamatan whole or not at all."""
    return frozenset(line["kode"] for line in rows("kelurahan"))


@cache
def covered() -> frozenset[str]:
    """Kecamatan whose kelurahan are all listed."""
    return frozenset(code[:6] for code in kelurahan())


def region_rule(digits: str, length: int) -> str:
    """The rule a region code breaks, or nothing. A BPS code looks much like one of Kemendagri, so it is told apart.

    Kelurahan of Kemendagri have 1, 2 or 3 as seventh digit, BPS codes 0 (villages count from 001); a kecamatan of BPS
    has seven digits in all. Any other well-formed code is taken: people come from everywhere, and codes are retired.
    """
    if not digits.isascii() or not digits.isdigit():
        return "kode_wilayah_rusak"
    if len(digits) != length:
        return "kode_bps" if length == 6 and len(digits) == 7 else "kode_wilayah_rusak"
    if length >= 6 and not _KECAMATAN.match(digits):
        return "kode_wilayah_rusak"
    if length == 10 and digits[6] not in "123":
        return "kode_bps" if digits[6] == "0" else "kode_wilayah_rusak"
    if _KECAMATAN_BPS.match(digits):
        return "kode_bps"
    unlisted = length == 10 and digits[:6] in covered() and digits not in kelurahan()
    return "kode_wilayah_tidak_dikenal" if unlisted else ""


def unlisted_kecamatan(codes: Iterable[str]) -> list[str]:
    """Kecamatan codes that carry our own city's number and are not ours: taken, but worth a question."""
    ours = tuple({code[:4] for code in kecamatan()})
    return sorted({code[:6] for code in codes if len(code) >= 6 and code.startswith(ours)} - kecamatan())
