"""What a second person must approve. The database checks the same, in the words of its migrations."""

from __future__ import annotations

from dataclasses import dataclass

#: Decisions that a second person must approve: about identity, irreversible in life, or many at once.
FOUR_EYES_FIELDS = ("nik", "nama_lengkap", "tanggal_lahir", "status_hidup")
FOUR_EYES_CHOICES = ("apart", "merge", "compensate")
#: Days one absence lasts at most, and how far ahead it may begin.
MOST_DAYS = 92
#: Cases one decision may settle before a second person must look.
BULK_LIMIT = 50


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something one person proposes and another lets stand: the table that holds both names."""

    name: str
    table: str
    proposer: str = "actor"
    approver: str = "approved_by"
    #: When it was proposed: whoever stood in since then is no second person.
    since: str = "made_at"


#: Every act that takes two. The database checks each (trigger ``by_another``); tests/cases/test_by_two.py tries each.
ACTS = (
    Act(name="case", table="decision", since="decided_at"),
    Act(name="bulk", table="job"),
    Act(name="revert", table="revert"),
    Act(name="link", table="match", proposer="unlink_by", approver="unlink_approved_by", since="unlink_at"),
    Act(name="balikan", table="balikan", proposer="made_by"),
    Act(name="quarantine", table="quarantine_settlement", since="proposed_at"),
    Act(name="account", table="account_change"),
)
