"""The closed list of operations, each with its read and its write side.

The law: ``read(write(x)) = x`` for a valid x, and ``write(read(raw))`` is the system's own normal form of raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from simpul.config.field_specs import LEVELS, FieldSpec, Region
from simpul.core.errors import Rejected
from simpul.values import codes

#: Years outside are typing mistakes or sentinels, never a resident's.
YEARS = range(1850, 2200)
_PHONE = re.compile(r"(?:\+?62|0)([2-9][0-9]{6,12})")
_PHONE_MARKS = re.compile(r"[\s().-]")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class Read(NamedTuple):
    """What reading one value gave: canonical text, or the rule it broke; neither for a blank."""

    value: str | None = None
    rule: str = ""


Reader = Callable[[str], Read]
Writer = Callable[[str], str]


def clean(text: str, steps: tuple[str, ...]) -> str:
    """Loss-free tidying: ``trim``, ``upper``, ``collapse`` (runs of blanks to one)."""
    for step in steps:
        if step == "trim":
            text = text.strip()
        elif step == "upper":
            text = text.upper()
        else:
            text = re.sub(r"\s+", " ", text)
    return text


def part(spec: FieldSpec, text: str) -> Read:
    """This field's part of a joined value."""
    assert spec.parts is not None
    pieces = text.split(spec.parts.separator)
    if spec.parts.index >= len(pieces):
        return Read() if spec.parts.optional else Read(rule="bagian_kurang")
    piece = pieces[spec.parts.index]
    if spec.parts.ends and not piece.endswith(spec.parts.ends):
        return Read(rule="bagian_kurang")
    return Read(piece.removesuffix(spec.parts.ends) if spec.parts.ends else piece)


def reader(spec: FieldSpec, sql_type: str, clock: str) -> Reader:
    """Read side of a field's form, for cleaned, non-blank text."""
    if spec.date:
        return lambda text: read_date(text.strip(), spec.date)
    if spec.time:
        return lambda text: read_time(text.strip(), spec.time, clock)
    if spec.code:
        return lambda text: read_code(text.strip(), spec.code)
    if spec.pad:
        return lambda text: read_padded(text.strip(), spec.pad)
    if spec.phone:
        return read_phone
    if spec.region:
        region = spec.region
        return lambda text: read_region(text, region)
    return _TYPED.get(sql_type, Read)


def writer(spec: FieldSpec, clock: str) -> Writer:
    """Write side of a field's form, for canonical text.

    Raises (the writer): :class:`~simpul.core.errors.Rejected` when the system has no way to write the value.
    """
    if spec.date:
        return lambda text: _day(date.fromisoformat(text), spec.date)
    if spec.time:
        return lambda text: _written_time(text, spec.time, clock)
    if spec.code:
        return lambda text: write_code(text, spec.code)
    if spec.pad:
        return lambda text: text if spec.padded else text.lstrip("0") or "0"
    if spec.phone:
        return lambda text: "0" + text.removeprefix("+62")
    if spec.region:
        region = spec.region
        return lambda text: write_region(text, region)
    return lambda text: text


def read_date(text: str, form: str) -> Read:
    """ISO date of a day written as ``form`` says, every part in full width."""
    try:
        day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return Read(rule="tanggal_rusak")
    if day.year not in YEARS:
        return Read(rule="tanggal_tidak_mungkin")
    return Read(day.isoformat()) if _day(day, form) == text else Read(rule="tanggal_rusak")


def _day(day: date, form: str) -> str:
    # Some C libraries write years below 1000 unpadded; YEARS keeps us above that.
    return day.strftime(form)


def read_time(text: str, form: str, clock: str) -> Read:
    """UTC time with microseconds; a time without offset is on the source's clock."""
    try:
        found = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return Read(rule="waktu_rusak")
    if found.year not in YEARS or (form == "iso" and len(text) < 16):
        return Read(rule="waktu_rusak")
    return Read(utc(found if found.tzinfo else found.replace(tzinfo=ZoneInfo(clock))))


def utc(moment: datetime) -> str:
    """Sortable UTC text: ``2026-11-22T03:02:03.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _written_time(text: str, form: str, clock: str) -> str:
    local = datetime.fromisoformat(text).astimezone(ZoneInfo(clock))
    return local.isoformat(timespec="microseconds") if form == "iso" else local.strftime(form)


def read_code(text: str, reference: str) -> Read:
    """Canonical code; what the list does not hold is never guessed."""
    listed = codes.load(reference)
    if text in listed.read:
        return Read(listed.read[text])
    return Read(rule="kode_tidak_berlaku" if text in listed.expired else "kode_tidak_dikenal")


def write_code(text: str, reference: str) -> str:
    written = codes.load(reference).write.get(text)
    if written is None:
        raise Rejected(
            f"code list {reference} has no form for '{text}' → add it to schemas/kode, or decide another value"
        )
    return written


def read_padded(text: str, width: int) -> Read:
    if not (text.isascii() and text.isdigit()):
        return Read(rule="bukan_angka")
    bare = text.lstrip("0") or "0"
    return Read(bare.zfill(width)) if len(bare) <= width else Read(rule="terlalu_panjang")


def read_phone(text: str) -> Read:
    """``+62…`` of a number written ``08…``, ``62…`` or ``+62…``, with or without blanks and dashes."""
    match = _PHONE.fullmatch(_PHONE_MARKS.sub("", text))
    return Read(f"+62{match[1]}") if match else Read(rule="telepon_rusak")


def read_region(text: str, region: Region) -> Read:
    """Digits of a region code. Several columns come joined by ``|`` as numbers without zeros."""
    length = LEVELS[region.level]
    if len(region.columns) == 1:
        return _checked_region(_undotted(text.strip(), region), length)
    parts = [piece.strip() for piece in text.split("|")]
    if not all(piece.isascii() and piece.isdigit() for piece in parts):
        return Read(rule="kode_wilayah_rusak")
    widths = (2, 2, 2, 4)[: len(parts)]
    if any(len(piece) > width for piece, width in zip(parts, widths, strict=True)):
        return Read(rule="kode_bps" if len(parts[2]) == 3 else "kode_wilayah_rusak")
    return _checked_region("".join(piece.zfill(width) for piece, width in zip(parts, widths, strict=True)), length)


def _undotted(text: str, region: Region) -> str:
    if region.form == "digits" or "." not in text:
        return text
    parts = text.split(".")
    right = [len(piece) for piece in parts] == [2, 2, 2, 4][: len(parts)]
    return "".join(parts) if right else "titik"


def _checked_region(digits: str, length: int) -> Read:
    rule = codes.region_rule(digits, length)
    return Read(rule=rule) if rule else Read(digits)


def write_region(digits: str, region: Region) -> str:
    pieces = [digits[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, 10)) if digits[start:end]]
    if len(region.columns) > 1:
        return "|".join(str(int(piece)) for piece in pieces)
    return ".".join(pieces) if region.form == "dotted" else digits


def read_whole(text: str) -> Read:
    text = text.strip()
    return Read(str(int(text))) if _WHOLE.fullmatch(text) else Read(rule="bukan_bilangan")


def read_flag(text: str) -> Read:
    return Read(text) if text in ("true", "false") else Read(rule="bukan_ya_tidak")


_TYPED: dict[str, Reader] = {"bigint": read_whole, "boolean": read_flag}
