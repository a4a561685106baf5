"""Help for everything the console can show: what it means, its usual cause and the steps, in both languages.

Codes are ``<area>.<name>``: ``link.healing``, ``effect.unknown``, ``quarantine.nik_panjang``, ``check.nik_nonaktif``.
What the engine already says about itself is taken from there; the files of ``helpdata`` adds the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from simpul.compare.rules import file as rulefile
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.core.texts import quarantine_reasons, states
from simpul.core.texts.differences import SHAPES
from simpul.delivery import data_balikan

_DATA = Path(__file__).with_name("helpdata")


@dataclass(frozen=True, kw_only=True)
class Help:
    """One entry of the book."""

    code: str
    title: Words
    #: Arti, sebab umum, langkah.
    meaning: Words
    cause: Words
    steps: tuple[Words, ...]

    @property
    def area(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the glossary."""

    word: Words
    meaning: Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


AREAS: Mapping[str, Words] = {
    "link": _w("Keadaan koneksi", "States of a link"),
    "run": _w("Keadaan proses", "States of a run"),
    "case": _w("Keadaan ketidaksesuaian", "States of a case"),
    "kind": _w("Jenis ketidaksesuaian", "Kinds of case"),
    "shape": _w("Bentuk perbedaan", "How two values differ"),
    "check": _w("Pemeriksaan antarsistem", "Checks across systems"),
    "choice": _w("Pilihan keputusan", "Choices of a decision"),
    "severity": _w("Tingkat", "Severity"),
    "effect": _w("Keadaan kiriman", "States of an effect"),
    "quarantine": _w("Aturan karantina", "Rules of the quarantine"),
    "match": _w("Keadaan tautan", "States of a record link"),
    "job": _w("Keadaan keputusan massal", "States of a bulk decision"),
    "revert": _w("Keadaan pengembalian data", "States of a revert"),
    "errand": _w("Keadaan permintaan", "States of a request"),
    "brake": _w("Keadaan penahanan", "States of a held run"),
    "balikan": _w("Keadaan data balikan", "States of the data balikan"),
    "missing": _w("Yang kurang pada data balikan", "What is missing in the data balikan"),
    "correction": _w("Keadaan permohonan perbaikan", "States of a correction request"),
    "error": _w("Galat", "Errors"),
    "page": _w("Jawaban halaman", "Answers of a page"),
}

_TITLES: Mapping[str, Mapping[str, Words]] = {
    "link": states.LINK,
    "run": states.RUN,
    "case": states.CASE,
    "kind": states.CASE_KIND,
    "choice": words.CHOICES,
    "severity": states.SEVERITY,
    "effect": states.EFFECT,
    "match": states.MATCH,
    "job": states.BULK,
    "revert": states.REVERT,
    "errand": states.JOB,
    "brake": states.BRAKE,
    "balikan": states.BALIKAN,
    "missing": data_balikan.MISSING,
    "correction": states.CORRECTION,
}
#: What to do about two values that differ, whatever the way they do.
_SETTLE = (
    _w("Cocokkan kedua nilai dengan dokumen.", "Check both values against the document."),
    _w("Pilih nilai yang benar dan tulis alasannya.", "Choose the right value and write the reason."),
    _w("Selesaikan massal bila kelompoknya besar.", "Settle the whole group at once if it is large."),
)
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")


@cache
def book() -> Mapping[str, Help]:
    """Every entry by its code, in the order of :data:`AREAS`."""
    found = {entry.code: entry for entry in (*_states(), *_shapes(), *_checks(), *_quarantine())}
    places = list(AREAS)
    return {code: found[code] for code in sorted(found, key=lambda code: places.index(found[code].area))}


def told(code: str) -> Help | None:
    """The entry of a code; None: there is none."""
    return book().get(code)


def area(name: str) -> tuple[Help, ...]:
    """The entries of one area."""
    return tuple(entry for entry in book().values() if entry.area == name)


def search(asked: str) -> tuple[Help, ...]:
    """Entries whose code or texts hold every word asked for, in either language."""
    wanted = asked.lower().split()
    return tuple(entry for entry in book().values() if wanted and all(word in _text(entry) for word in wanted))


@cache
def glossary() -> tuple[Term, ...]:
    """The words of the console by alphabet."""
    rows = _read("glossary")
    terms = (Term(word=_w(word, english), meaning=_w(arti, meaning)) for word, english, arti, meaning in rows)
    return tuple(sorted(terms, key=lambda term: term.word.id.lower()))


def _text(entry: Help) -> str:
    parts = (entry.title, entry.meaning, entry.cause, *entry.steps)
    return " ".join([entry.code, *(f"{part.id} {part.en}" for part in parts)]).lower()


def _states() -> Iterator[Help]:
    for file in ("states", "acts", "errors"):
        for name, entries in _read(file).items():
            for key, entry in entries.items():
                yield _entry(f"{name}.{key}", _title(name, str(key), entry), entry)


def _title(area_name: str, key: str, entry: Mapping[str, Any]) -> Words:
    return _w(entry["judul"], entry["title"]) if "judul" in entry else _TITLES[area_name][key]


def _entry(code: str, title: Words, entry: Mapping[str, Any]) -> Help:
    steps = zip(entry["langkah"], entry["steps"], strict=True)
    return Help(
        code=code,
        title=Words(id=_large(title.id), en=_large(title.en)),
        meaning=_w(entry["arti"], entry["meaning"]),
        cause=_w(entry["sebab"], entry["cause"]),
        steps=tuple(_w(indonesian, english) for indonesian, english in steps),
    )


def _shapes() -> Iterator[Help]:
    indonesian = {"field": "Isian", "authority_system": "sistem pemilik data", "follower_system": "sistem lain"}
    english = {"field": "The field", "authority_system": "the owner's system", "follower_system": "the other system"}
    for name, cause in _read("causes")["shape"].items():
        shape = SHAPES[name]
        meaning = _w(shape.sentence.id.format(**indonesian), shape.sentence.en.format(**english))
        yield Help(code=f"shape.{name}", title=shape.words, meaning=meaning, cause=_w(*cause), steps=_SETTLE)


def _checks() -> Iterator[Help]:
    shipped = rulefile.shipped()
    for name, cause in _read("causes")["check"].items():
        rule = shipped[name]
        meaning = _w(f"{rule.judul}.", f"{rule.title}.")
        steps = _sentences(rule.advise())
        yield Help(code=f"check.{name}", title=rule.heading(), meaning=meaning, cause=_w(*cause), steps=steps)


def _quarantine() -> Iterator[Help]:
    for name, cause in _read("causes")["quarantine"].items():
        rule = quarantine_reasons.RULES[name]
        yield Help(
            code=f"quarantine.{name}",
            title=_w(name, name),
            meaning=_w(rule.arti, rule.meaning),
            cause=_w(*cause),
            steps=_sentences(_w(rule.langkah, rule.advice)),
        )


def _sentences(advice: Words) -> tuple[Words, ...]:
    """Advice as steps, one sentence each; kept whole where the two languages have another number of them."""
    indonesian, english = _SENTENCE.split(advice.id), _SENTENCE.split(advice.en)
    if len(indonesian) != len(english):
        return (advice,)
    return tuple(_w(*pair) for pair in zip(indonesian, english, strict=True))


def _large(told: str) -> str:
    return told[:1].upper() + told[1:]


def _read(name: str) -> Any:
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text("utf-8"))
