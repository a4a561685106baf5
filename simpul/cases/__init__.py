"""Settle disagreements: list them, show both sides and where they came from, decide, take a decision back."""

from simpul.cases.deciding import CaseLine, CaseView, Choice, Decided, NotPossible, Origin, decide, listing, show, undo

__all__ = ["CaseLine", "CaseView", "Choice", "Decided", "NotPossible", "Origin", "decide", "listing", "show", "undo"]
