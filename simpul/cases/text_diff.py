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
_SIMILAR = 0.5
#: Pairs of words looked at in one stretch; longer ones are marked whole.
_MOST_PAIRS = 1_600
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
    for one, other in _stretches(_TOKENS.findall(ours), _TOKENS.findall(theirs)):
        found = _inside(one, other)
        first.extend(found.left)
        second.extend(found.right)
    return Difference(left=_joined(first), right=_joined(second))


def _stretches(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Words of the two values beside each other, in order; a word that has no counterpart beside nothing."""
    if one and [_form(token) for token in one] == [_form(token) for token in other]:
        # Dates and codes of one form, part by part: a day that became a month is not "moved".
        yield from zip(one, other, strict=True)
        return
    for same, ours, theirs in _steps(one, other):
        if same:
            yield "".join(ours), "".join(theirs)
        else:
            yield from _paired(ours, theirs)


def _paired(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Words of two stretches that differ, each beside the one most like it, without crossing."""
    if not one or not other or len(one) * len(other) > _MOST_PAIRS:
        yield "".join(one), ""
        yield "", "".join(other)
        return
    best = _best(one, other)
    at, there = 0, 0
    while at < len(one) and there < len(other):
        alike = _alike(one[at], other[there])
        if alike and best[at][there] == alike + best[at + 1][there + 1]:
            yield one[at], other[there]
            at, there = at + 1, there + 1
        elif best[at][there] == best[at + 1][there]:
            yield one[at], ""
            at += 1
        else:
            yield "", other[there]
            there += 1
    yield "".join(one[at:]), ""
    yield "", "".join(other[there:])


def _best(one: Sequence[str], other: Sequence[str]) -> list[list[float]]:
    """From each pair of places on, how alike the rest can be made: the longest common subsequence of like words."""
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for at in reversed(range(len(one))):
        for there in reversed(range(len(other))):
            alike = _alike(one[at], other[there])
            paired = alike + best[at + 1][there + 1] if alike else 0.0
            best[at][there] = max(paired, best[at + 1][there], best[at][there + 1])
    return best


def _alike(one: str, other: str) -> float:
    """How much two words share, by their letters; 0: too little to say one became the other."""
    if len(one) + len(other) > LONGEST:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio * min(len(one), len(other)) if ratio >= _SIMILAR else 0.0


def _form(token: str) -> str:
    """What a token is in a number of many parts: its length, or the sign between parts; a word is nothing of it."""
    return str(len(token)) if token.isdigit() else token if not token.isalpha() else "?" + token


def _steps(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """(same, part of one, part of other) in order; the parts of each side joined are that side."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        yield tag == "equal", one[start:end], other[begin:stop]


def _inside(one: str, other: str) -> Difference:
    """Two words beside each other, by their characters where these are alike enough."""
    if one == other:
        return Difference(left=_whole(one, changed=False), right=_whole(other, changed=False))
    short = (one + other).isdigit() and len(one) <= _SHORT >= len(other)
    if short or not one or not other or not _alike(one, other):
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
