"""Lists an officer wants to see again: the address of a page without anything personal in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Engine, text

from simpul.core import acting
from simpul.core.i18n import Words
from simpul.core.refusals import Refusal, refusal
from simpul.store import audit
from simpul.store.queries import query

AREA = "ketidaksesuaian"
#: Views one person may keep.
MOST = 20
_NUMBER = re.compile(r"\d{12,}")


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A list somebody named."""

    id: int
    name: str
    #: Query of the page's address.
    query: str


def saved(engine: Engine, *, actor: str) -> tuple[SavedView, ...]:
    """A person's own views, by name."""
    with engine.connect() as conn:
        rows = conn.execute(text(query("view_list")), {"person": actor, "area": AREA})
        return tuple(SavedView(id=row.id, name=row.name, query=row.query) for row in rows)


def save(engine: Engine, *, name: str, address: str, actor: str) -> Words:
    """Keep a list under a name; the same name again replaces it.

    Raises:
        NotPossible: no name, a number of a person in it, or too many views.
    """
    actor = acting.person(actor)
    name, parts = name.strip(), parse_qsl(address, keep_blank_values=False, max_num_fields=20)
    if not name or len(name) > 60:
        raise _NO_NAME
    if any(_NUMBER.search(part) for part in (name, *(value for _, value in parts))):
        raise _PERSONAL
    kept = saved(engine, actor=actor)
    if len(kept) >= MOST and name not in {view.name for view in kept}:
        raise _TOO_MANY
    with engine.begin() as conn:
        values = {"person": actor, "area": AREA, "name": name, "query": urlencode(parts)}
        conn.execute(text(query("view_save")), values)
        audit.write(conn, audit.chain_of_actor(actor), actor, "view_save", {"area": AREA})
    return Words(id=f"Tampilan “{name}” disimpan.", en=f"View “{name}” saved.")


def remove(engine: Engine, view_id: int, *, actor: str) -> Words:
    """Forget one of one's own views. NotPossible if there is none."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        name = conn.execute(text(query("view_remove")), {"id": view_id, "person": actor}).scalar_one_or_none()
        if name is None:
            raise _NO_VIEW
        audit.write(conn, audit.chain_of_actor(actor), actor, "view_remove", {"area": AREA})
    return Words(id=f"Tampilan “{name}” dihapus.", en=f"View “{name}” removed.")


def _no(indonesian: str, english: str) -> type[Refusal]:
    return refusal(Words(id=indonesian, en=english))


_NO_NAME = _no("Beri nama tampilan ini, paling panjang 60 huruf.", "Give this view a name of at most 60 letters.")
_PERSONAL = _no(
    "Nama atau saringan berisi nomor orang. Hapus nomor itu; tampilan disimpan tanpa data pribadi.",
    "The name or filter holds a person's number. Remove it; views are kept without personal data.",
)
_TOO_MANY = _no(
    f"Anda sudah menyimpan {MOST} tampilan. Hapus satu dulu.", f"You keep {MOST} views already. Remove one first."
)
_NO_VIEW = _no("Tampilan ini tidak ada.", "There is no such view.")
