"""The one thing an officer may be told of who a secret or anonymous reporter is: a keyed pseudonym, for one case."""

from __future__ import annotations

import base64

from sqlalchemy import Engine, text

from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.store import audit, encryption
from simpul.store.queries import query

_NOT_YOURS = Words(
    id="Hanya petugas yang ditugaskan pada kasus pengaduan rahasia atau anonim ini yang boleh meminta nama samaran.",
    en="Only the officer the case of this secret or anonymous complaint is assigned to may ask for a pseudonym.",
)


def pseudonym(engine: Engine, case_id: int, nik: str, *, officer: str) -> str:
    """``PSN-…``: the same for one person and case, different in every other case; tells nothing without the hub's key.

    Nothing but the audit line that it was asked for is kept.

    Raises:
        NotPossible: nobody named, not the officer the open case is assigned to, or the complaint is an open one.
    """
    officer = acting.person(officer)
    with engine.begin() as conn:
        row = conn.execute(text(query("match_officer")), {"id": case_id}).one_or_none()
        if row is None or not row.hidden or row.assignee != officer:
            raise NotPossible(_NOT_YOURS)
        audit.write(conn, audit.chain_of_actor(officer), officer, "pseudonym", {"case": case_id})
    code = encryption.keyed(f"{case_id}|{nik}".encode(), "pseudonym")
    return "PSN-" + base64.b32encode(code).decode()[:12]
