"""Who acts and why, as every act of the hub asks it: a name and a reason that are not blank.

Whether the name is an account of the hub is :mod:`simpul.people.acting`'s to say.
"""

from __future__ import annotations

from simpul.core.i18n import Words
from simpul.core.refusals import Refusal, refusal

NOBODY = refusal(Words(id="Nama petugas wajib ada.", en="A named person is needed."))
NO_REASON = refusal(Words(id="Alasan wajib diisi.", en="A reason is needed."))


def person(actor: str) -> str:
    """The name without the blanks around it. Raises NOBODY if nothing is left."""
    return _there(actor, NOBODY)


def reasoned(reason: str, otherwise: type[Refusal] = NO_REASON) -> str:
    """The reason without the blanks around it. Raises ``otherwise`` if nothing is left."""
    return _there(reason, otherwise)


def named(actor: str, reason: str, otherwise: type[Refusal] = NO_REASON) -> tuple[str, str]:
    """Both; the name is asked for first."""
    return person(actor), reasoned(reason, otherwise)


def given(reason: str) -> str:
    """A reason nobody has to give, without the blanks around it; empty: none was given."""
    return reason.strip()


def _there(said: str, otherwise: type[Refusal]) -> str:
    kept = said.strip()
    if not kept:
        raise otherwise
    return kept
