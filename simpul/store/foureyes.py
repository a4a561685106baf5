"""What a second person must approve, as the conditions the database itself checks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import CheckConstraint

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


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


FOUR_EYES = (
    f"field in ({_listed(FOUR_EYES_FIELDS)}) or choice in ({_listed(FOUR_EYES_CHOICES)}) or bulk_size > {BULK_LIMIT}"
)
#: A proposal that still waits.
PENDING = "four_eyes and approved_by is null and refused_by is null and undone_at is null"
#: A decision about who somebody is names the document it rests on.
PROVEN = (
    f"choice = 'compensate' or (field not in ({_listed(FOUR_EYES_FIELDS)}) and choice not in ('apart', 'merge'))"
    " or (evidence_kind <> '' and evidence_number <> '' and evidence_date is not null)"
)


def another(approver: str, who: str) -> CheckConstraint:
    """A second person, however the names are typed."""
    other = f"btrim({approver}) <> '' and lower(btrim({approver})) <> lower(btrim({who}))"
    return CheckConstraint(f"{approver} is null or ({other})", name="approver_is_another")
