"""What a role may do. A right is asked for by name; a person may have several roles."""

from __future__ import annotations

from typing import Literal

from simpul.core.i18n import Words

Role = Literal["viewer", "operator", "case_officer", "approver", "auditor", "dpo", "admin"]
Right = Literal[
    "see", "operate", "settle", "approve", "trace", "unmask", "bodies", "replay", "report", "audit", "administer"
]

ROLES: dict[Role, Words] = {
    "viewer": Words(id="Pengamat", en="Viewer"),
    "operator": Words(id="Operator", en="Operator"),
    "case_officer": Words(id="Petugas ketidaksesuaian", en="Case officer"),
    "approver": Words(id="Penyetuju", en="Approver"),
    "auditor": Words(id="Auditor", en="Auditor"),
    "dpo": Words(id="Pejabat pelindungan data", en="Data-protection officer"),
    "admin": Words(id="Administrator", en="Administrator"),
}
#: Seeing bodies, unmasking, replaying and approving are separate rights: no role has them all.
RIGHTS: dict[Role, frozenset[Right]] = {
    "viewer": frozenset({"see"}),
    "operator": frozenset({"see", "operate", "replay", "report"}),
    "case_officer": frozenset({"see", "settle", "trace", "unmask"}),
    "approver": frozenset({"see", "approve", "trace"}),
    "auditor": frozenset({"see", "audit"}),
    "dpo": frozenset({"see", "audit", "trace", "unmask", "bodies"}),
    "admin": frozenset({"see", "administer", "audit"}),
}


def granted(roles: frozenset[Role]) -> frozenset[Right]:
    """Every right the roles have together."""
    return frozenset(right for role in roles for right in RIGHTS[role])


#: Rights to propose what a second person must approve, or to say who may; not with the right to approve.
_PROPOSING: frozenset[Right] = frozenset({"settle", "operate"})
PROPOSERS = tuple(role for role in ROLES if RIGHTS[role] & _PROPOSING)
APPROVERS = tuple(role for role in ROLES if "approve" in RIGHTS[role])


def conflicting(roles: frozenset[Role]) -> bool:
    """Whether one person with these roles could be both pairs of eyes: approves, and proposes or appoints."""
    rights = granted(roles)
    return "approve" in rights and bool(rights & (_PROPOSING | {"administer"}))
