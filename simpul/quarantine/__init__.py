"""What broke a rule: list it, show it, try it again with the mapping as it is now, or settle it by people."""

from simpul.quarantine.asking import Settled
from simpul.quarantine.entries import Entry, Group, Place, Shown, groups, label, listing, one, place, reveal, show
from simpul.quarantine.returning import Rejection, answers_itself, as_csv, rejections, send_back
from simpul.quarantine.settling import (
    Waiting,
    approve,
    choices,
    correct,
    discard,
    proposals,
    refuse,
    settlement,
    takes_two,
    withdraw,
)
from simpul.quarantine.trying import Preview, Replay, Trial, preview, replay

__all__ = [
    "Entry",
    "Group",
    "Place",
    "Preview",
    "Rejection",
    "Replay",
    "Settled",
    "Shown",
    "Trial",
    "Waiting",
    "answers_itself",
    "approve",
    "as_csv",
    "choices",
    "correct",
    "discard",
    "groups",
    "label",
    "listing",
    "one",
    "place",
    "preview",
    "proposals",
    "refuse",
    "rejections",
    "replay",
    "send_back",
    "settlement",
    "reveal",
    "show",
    "takes_two",
    "withdraw",
]
