"""How single values look on the wires of the agencies, read by hand: text → canonical text or ``BAD``."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache

from tests.journeys.nothing_lost.town import REPO

#: A value that must stand in quarantine and not in the mirror.
BAD = "✗"
WIB = timezone(timedelta(hours=7))

Reader = Callable[[str], str]


def words(text: str) -> str:
    """Free text without the blanks around it."""
    return text.strip()


def day(form: str) -> Reader:
    """Reader of a day; ISO."""

    def read(text: str) -> str:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            return BAD

    return read


def time(form: str) -> Reader:
    """Reader of a moment in WIB; ISO in UTC."""

    def read(text: str) -> str:
        return utc(datetime.strptime(text, form).replace(tzinfo=WIB))

    return read


def utc(moment: datetime) -> str:
    """A moment as the proof writes it."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")  # noqa: UP017


def number16(text: str) -> str:
    """A NIK or KK: sixteen digits, a day that exists (women's +40), a serial above 0."""
    if not re.fullmatch("[1-9][0-9]{15}", text) or text[12:] == "0000":
        return BAD
    born = f"{int(text[6:8]) - (40 if text[6] > '3' else 0):02}{text[8:10]}"
    return text if any(day("%d%m%Y")(f"{born}{century}{text[10:12]}") != BAD for century in (19, 20)) else BAD


def three(text: str) -> str:
    """Number of a neighbourhood, three digits."""
    return f"{int(text):03}" if re.fullmatch(r"\s*0*[0-9]{1,3}\s*", text) else BAD


def village(text: str) -> str:
    """A code of the interior ministry: ten digits, a kelurahan of a known list."""
    plain = text.replace(".", "")
    shaped = re.fullmatch(r"\d\d\.\d\d\.\d\d\.[123]\d{3}|\d{10}", text)
    # Of our own city every kelurahan is listed; 1275 is Binjai, or what the statistics office calls Medan.
    known = plain in _listed("kelurahan") or plain[:4] not in ("1271", "1275")
    return plain if shaped and known else BAD


def district(text: str) -> str:
    """A district's code, six digits."""
    plain = text.replace(".", "")
    return plain if plain in _listed("kecamatan") else BAD


def phone(text: str) -> str:
    """An Indonesian number with +62 in front."""
    plain = re.sub(r"[^0-9+]", "", text)
    plain = "0" + plain[3:] if plain.startswith("+62") else "0" + plain[2:] if plain.startswith("62") else plain
    return f"+62{plain[1:]}" if re.fullmatch("08[0-9]{7,12}", plain) else BAD


def code(name: str, column: str) -> Reader:
    """Reader of a code of the list ``name`` as the system ``column`` writes it."""
    return lambda text: _codes(name, column).get(text.strip(), BAD)


@cache
def _codes(name: str, column: str) -> dict[str, str]:
    with (REPO / "schemas" / "kode" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {text: row["kode"] for row in csv.DictReader(file) for text in row[column].split("|") if text}


@cache
def _listed(name: str) -> frozenset[str]:
    with (REPO / "schemas" / "kode" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["kode"] for row in csv.DictReader(file))


def plain(text: str) -> str:
    """As it is."""
    return text
