"""Settle disagreements: find and group them, show both sides, decide under four eyes, take back."""

from simpul.cases.approving import Proposal, approve, proposals, refuse, withdraw
from simpul.cases.compensating import Consequences, compensate, consequences
from simpul.cases.deciding import Choice, Decided, Evidence, Settling, decide, settle
from simpul.cases.delegating import Delegation, delegate, delegations, undelegate
from simpul.cases.desk import assign, comment, snooze, wake
from simpul.cases.groups import Group, groups, open_group
from simpul.cases.listing import CaseLine, Filters, listing
from simpul.cases.showing import CaseView, Happened, Origin, show
from simpul.cases.undoing import undo
from simpul.errors import NotPossible

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
