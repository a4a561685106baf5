"""Where two values differ: first by words, then by characters inside the words that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

#: Letters, digits, blanks and everything else part a text into tokens; nothing of it is lost.
_TOKENS = re.compile(r"\d+|[^\W\d_]+|\s+|[\W_]", re.UNICODE)
#: Longer values are compared by tokens only: characters of a flood would cost the square of it.
LONGEST = 1_000
#: Two words less alike than this are marked whole: a scatter of single letters helps nobody.
_ALIKE = 0.5
#: A day, a month, an RT: read as one number, never digit by digit.
_SHORT = 3


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of characters of one value; all pieces of a value joined are the value."""

    text: str
    #: Only this value has it.
    changed: bool = False
    #: Belongs to a word that the two values do not share.
    word: bool = False


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two values in pieces."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def equal(self) -> bool:
        """Nothing differs that is shown."""
        return not any(piece.changed for piece in (*self.left, *self.right))


def difference(left: str | None, right: str | None) -> Difference:
    """Both values in pieces, what differs marked. A missing value is empty."""
    ours, theirs = left or "", right or ""
    first: list[Piece] = []
    second: list[Piece] = []
    for same, one, other in _words(_TOKENS.findall(ours), _TOKENS.findall(theirs)):
        found = _inside("".join(one), "".join(other), same)
        first.extend(found.left)
        second.extend(found.right)
    return Difference(left=_joined(first), right=_joined(second))


def _words(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Dates and codes of one form part by part: a day that became a month is not "moved"; all else as it aligns."""
    if not one or [_form(token) for token in one] != [_form(token) for token in other]:
        yield from _steps(one, other)
        return
    for ours, theirs in zip(one, other, strict=True):
        yield ours == theirs, (ours,), (theirs,)


def _form(token: str) -> str:
    """What a token is in a number of many parts: its length, or the sign between parts; a word is nothing of it."""
    return str(len(token)) if token.isdigit() else token if not token.isalpha() else "?" + token


def _steps(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """(same, part of one, part of other) in order; the parts of each side joined are that side."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        yield tag == "equal", one[start:end], other[begin:stop]


def _inside(one: str, other: str, same: bool) -> Difference:
    """Two stretches of words that differ, by their characters where these are alike enough."""
    if same:
        return Difference(left=_whole(one, changed=False), right=_whole(other, changed=False))
    if (one + other).isdigit() and len(one) <= _SHORT >= len(other):
        return Difference(left=_whole(one, changed=True), right=_whole(other, changed=True))
    if len(one) + len(other) > LONGEST or SequenceMatcher(None, one, other, autojunk=False).ratio() < _ALIKE:
        return Difference(left=_whole(one, changed=True), right=_whole(other, changed=True))
    steps = list(_steps(one, other))
    left = tuple(Piece(text=str(part), changed=not equal, word=True) for equal, part, _ in steps if part)
    right = tuple(Piece(text=str(part), changed=not equal, word=True) for equal, _, part in steps if part)
    return Difference(left=left, right=right)


def _whole(text: str, *, changed: bool) -> tuple[Piece, ...]:
    return (Piece(text=text, changed=changed, word=changed),) if text else ()


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours that are marked alike as one piece."""
    return tuple(
        Piece(text="".join(piece.text for piece in run), changed=changed, word=word)
        for (changed, word), run in groupby(pieces, key=lambda piece: (piece.changed, piece.word))
    )
