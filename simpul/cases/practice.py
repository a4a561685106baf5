"""Practice: planted cases an officer learns on. Nothing here touches a real case, and results are the officer's own.

No audit line is written: what somebody got wrong while learning is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, Row, text

from simpul.cases.text_diff import Piece, difference
from simpul.core.errors import NotPossible
from simpul.core.four_eyes import FOUR_EYES_CHOICES
from simpul.core.i18n import Words
from simpul.core.texts import cases as words
from simpul.store.queries import query
from simpul.values import mask

_FILE = Path(__file__).with_name("practicedata") / "exercises.yaml"
#: Tries of one exercise that are kept: practice is no way to fill a disk.
MOST_TRIES = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field in both systems; NIK and KK masked."""

    label: Words
    owner: str
    other: str
    #: The values in pieces, what differs marked; empty: they are equal.
    owner_pieces: tuple[Piece, ...] = ()
    other_pieces: tuple[Piece, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.owner_pieces or self.other_pieces)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer, and what is to be said about it."""

    choice: str
    words: Words
    #: Why it is right or wrong, and what would have happened.
    explanation: Words
    correct: bool
    four_eyes: bool


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A planted case."""

    id: str
    #: Code of its help text.
    kind: str
    severity: str
    owner: str
    other: str
    sentence: Words
    document: Words
    lines: tuple[Line, ...]
    options: tuple[Option, ...]

    def option(self, choice: str) -> Option | None:
        """An answer by its name."""
        return next((option for option in self.options if option.choice == choice), None)


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one exercise went for one person."""

    exercise: str
    choice: str
    correct: bool
    at: datetime
    tries: int
    #: Was right at least once.
    solved: bool


@cache
def exercises() -> tuple[Exercise, ...]:
    """Every planted case, in the order to learn them."""
    return tuple(_exercise(found) for found in yaml.safe_load(_FILE.read_text("utf-8")))


def exercise(name: str) -> Exercise:
    """One planted case. NotPossible if there is none of that name."""
    found = next((one for one in exercises() if one.id == name), None)
    if found is None:
        raise NotPossible(Words(id="Latihan ini tidak ada.", en="There is no such exercise."))
    return found


def following(name: str) -> str:
    """The exercise after this one; after the last the first."""
    names = [one.id for one in exercises()]
    return names[(names.index(name) + 1) % len(names)]


def answer(engine: Engine, person_id: int, name: str, choice: str) -> Option:
    """Keep one person's answer and say what there is to say about it.

    Raises:
        NotPossible: no such exercise, not one of its choices, or it was tried too often.
    """
    option = exercise(name).option(choice)
    if option is None:
        raise NotPossible(Words(id="Pilih salah satu keputusan.", en="Choose one of the decisions."))
    tried = results(engine, person_id).get(name)
    if tried is not None and tried.tries >= MOST_TRIES:
        raise NotPossible(
            Words(id="Sudah terlalu sering dicoba. Mulai dari awal dulu.", en="Tried too often. Start anew first.")
        )
    values = {"person": person_id, "exercise": name, "choice": choice, "correct": option.correct}
    with engine.begin() as conn:
        conn.execute(text(query("practice_keep")), values)
    return option


def results(engine: Engine, person_id: int) -> Mapping[str, Result]:
    """One person's own results by exercise; exercises that no longer exist are left out."""
    known = {one.id for one in exercises()}
    with engine.connect() as conn:
        rows = conn.execute(text(query("practice_results")), {"person": person_id}).all()
    return {row.exercise: _result(row) for row in rows if row.exercise in known}


def forget(engine: Engine, person_id: int) -> Words:
    """Remove one person's own results."""
    with engine.begin() as conn:
        conn.execute(text(query("practice_forget")), {"person": person_id})
    return Words(id="Hasil latihan Anda dihapus.", en="Your practice results were removed.")


def _result(row: Row[Any]) -> Result:
    return Result(**{name: row._mapping[name] for name in Result.__dataclass_fields__})


def _exercise(found: Mapping[str, Any]) -> Exercise:
    return Exercise(
        **{name: found[name] for name in ("id", "kind", "severity", "owner", "other")},
        sentence=Words(id=found["kalimat"], en=found["sentence"]),
        document=Words(id=found["dokumen"], en=found["document"]),
        lines=tuple(_line(*field) for field in found["fields"]),
        options=tuple(_option(found, choice) for choice in found["choices"]),
    )


def _line(label: str, english: str, owner: str, other: str) -> Line:
    ours, theirs = mask.scrub(owner), mask.scrub(other)
    # Told apart by what they are, shown by what may be seen of it.
    seen = difference(ours, theirs)
    line = Line(label=Words(id=label, en=english), owner=ours or "–", other=theirs or "–")
    if owner == other:
        return line
    nothing = (Piece(text="–", changed=True),)
    return replace(line, owner_pieces=seen.left or nothing, other_pieces=seen.right or nothing)


def _option(found: Mapping[str, Any], choice: str) -> Option:
    own = found.get("labels", {}).get(choice)
    indonesian, english = found["choices"][choice]
    return Option(
        choice=choice,
        words=Words(id=own[0], en=own[1]) if own else _label(found, choice),
        explanation=Words(id=indonesian, en=english),
        correct=choice in found["right"],
        four_eyes=choice in FOUR_EYES_CHOICES,
    )


def _label(found: Mapping[str, Any], choice: str) -> Words:
    owner, other = found["owner"], found["other"]
    known = {
        "authority": Words(id=f"Nilai {owner} yang benar", en=f"The value at {owner} is right"),
        "follower": Words(id=f"Nilai {other} yang benar", en=f"The value at {other} is right"),
        "correct": Words(id=f"{owner} keliru: buat surat pengantar", en=f"{owner} is wrong: make a covering letter"),
        "accept": Words(
            id="Perbedaan diketahui, terima sampai tanggal", en="A known difference, accept it until a day"
        ),
        "apart": Words(id="Bukan orang yang sama", en="Not the same person"),
        "merge": Words(id="Satu orang: minta digabungkan", en="One person: ask for a merger"),
        "other": Words(id="Nilai lain", en="Another value"),
        "snooze": Words(id="Tunda sampai dokumennya ada", en="Snooze until the document is there"),
    }
    return known.get(choice, words.kind(choice))
