"""Differences marked in two values: nothing is lost, nothing equal is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.cases.text_diff import LONGEST, Piece, difference

#: Few letters, so that the two values often share some.
VALUES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="AB 1-.<>&'\"\n", max_size=40),
    st.lists(st.sampled_from(["MUHAMMAD", "MOCH.", "RIZKI", "RIZKY", "1990-07-04", " "]), max_size=6).map(" ".join),
)


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@given(VALUES, VALUES)
def test_the_pieces_joined_are_the_values(left: str, right: str) -> None:
    """Nothing is lost or added, whatever is marked."""
    found = difference(left, right)
    assert (_text(found.left), _text(found.right)) == (left, right)


@given(VALUES, VALUES)
def test_what_is_not_marked_is_the_same_on_both_sides(left: str, right: str) -> None:
    """The unmarked pieces spell one text, and equal values have no mark."""
    found = difference(left, right)
    unmarked = [[piece for piece in side if not piece.changed] for side in (found.left, found.right)]
    assert _text(tuple(unmarked[0])) == _text(tuple(unmarked[1]))
    assert found.equal is (left == right)


@given(VALUES, VALUES)
def test_neighbouring_pieces_are_marked_differently(left: str, right: str) -> None:
    """No piece is empty, and two alike ones in a row are one."""
    for side in (difference(left, right).left, difference(left, right).right):
        marks = [(piece.changed, piece.word) for piece in side]
        assert all(one != other for one, other in zip(marks, marks[1:], strict=False))
        assert all(piece.text for piece in side)


@pytest.mark.parametrize(
    ("left", "right", "gone", "new"),
    [
        # A letter inside a word.
        ("SITI AMINAH", "SITI AMINA", ["H"], []),
        ("MUHAMMAD RIZKI", "MUHAMMAD RIZKY", ["I"], ["Y"]),
        # A word that has nothing of the other is marked whole.
        ("BUDI SANTOSO", "WATI SANTOSO", ["BUDI"], ["WATI"]),
        # Parts of a date.
        ("1990-07-04", "1990-04-07", ["07", "04"], ["04", "07"]),
        # A word more: its neighbours keep their own letters.
        ("MUHAMMAD RIZKI", "MUHAMAD RIZKY LUBIS", ["M", "I"], ["Y LUBIS"]),
        # One side says nothing.
        (None, "JL. BARU 2", [], ["JL. BARU 2"]),
        ("JL. BARU 2", "", ["JL. BARU 2"], []),
    ],
)
def test_marks_are_where_an_officer_looks(left: str | None, right: str, gone: list[str], new: list[str]) -> None:
    """By the letter in words that are alike, by the word in others."""
    found = difference(left, right)
    assert [piece.text for piece in found.left if piece.changed] == gone
    assert [piece.text for piece in found.right if piece.changed] == new


def test_a_flood_is_compared_by_words_only() -> None:
    """A value of thousands of characters without a blank is one changed piece."""
    found = difference("A" * LONGEST, "B" + "A" * LONGEST)
    assert [piece.changed for piece in found.left] == [True]
