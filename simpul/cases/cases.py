"""Settle disagreements: find and group them, show both sides, decide under four eyes, take back."""

from simpul.cases.approve import Proposal, approve, proposals, refuse, withdraw
from simpul.cases.assignment import assign, comment, snooze, wake
from simpul.cases.compensate import Consequences, compensate, consequences
from simpul.cases.decide import Choice, Decided, Evidence, Settling, decide, settle
from simpul.cases.detail import CaseView, Happened, Origin, show
from simpul.cases.groups import Group, groups, open_group
from simpul.cases.listing import CaseLine, Filters, listing
from simpul.cases.undo import undo
from simpul.core.errors import NotPossible
from simpul.people.delegation import Delegation, delegate, delegations, undelegate

__all__ = [
    "CaseLine",
    "CaseView",
    "Choice",
    "Consequences",
    "Decided",
    "Delegation",
    "Evidence",
    "Filters",
    "Group",
    "Happened",
    "NotPossible",
    "Origin",
    "Proposal",
    "Settling",
    "approve",
    "assign",
    "comment",
    "compensate",
    "consequences",
    "decide",
    "delegate",
    "delegations",
    "groups",
    "listing",
    "open_group",
    "proposals",
    "refuse",
    "settle",
    "show",
    "snooze",
    "undelegate",
    "undo",
    "wake",
    "withdraw",
]
