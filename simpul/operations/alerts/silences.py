"""Quiet on purpose: about a kind, a target or everything, until a time, by a named person with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from simpul.core import acting, i18n
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.operations.alerts.cycle import standing_row
from simpul.operations.alerts.kinds import KINDS, LEVELS
from simpul.operations.alerts.model import Silence, Standing
from simpul.store import audit
from simpul.store.queries import query

#: Nobody silences for longer: what must be quiet for good is a setting, not a silence.
LONGEST = timedelta(days=7)


def listing(engine: Engine) -> tuple[Silence, ...]:
    """Silences that hold now, the one that ends first first."""
    with engine.connect() as conn:
        return tuple(Silence(**row._mapping) for row in conn.execute(text(query("silences_list"))))


def standing(engine: Engine) -> tuple[Standing, ...]:
    """Alerts that stand now, most pressing first."""
    with engine.connect() as conn:
        now = conn.execute(text(query("alerts_now"))).scalar_one()
        found = [standing_row(row) for row in conn.execute(text(query("alerts_standing")), {"now": now})]
    return tuple(sorted(found, key=lambda alert: (-LEVELS.index(alert.severity), alert.opened_at, alert.id)))


def silence(engine: Engine, *, kind: str, target: str, until: datetime, reason: str, actor: str) -> Words:
    """Hold back messages about (kind, target) until a time; the console goes on showing them.

    Raises:
        NotPossible: no reason, an unknown kind, or a time that has passed or is more than a week away.
    """
    actor, reason = acting.named(actor, reason)
    if kind and kind not in KINDS:
        raise _no(f"Jenis tidak dikenal. Pilih: {', '.join(KINDS)}.", f"No such kind. Use: {', '.join(KINDS)}.")
    with engine.begin() as conn:
        now = conn.execute(text(query("alerts_now"))).scalar_one()
        if not now < until <= now + LONGEST:
            raise _no("Pilih waktu antara sekarang dan tujuh hari lagi.", "Choose a time within the next seven days.")
        values = {"kind": kind, "target": target, "until": until, "reason": reason, "actor": actor}
        made = conn.execute(text(query("silences_add")), values).scalar_one()
        detail = {"silence": made, "kind": kind, "target": target, "until": until.isoformat()}
        audit.write(conn, audit.chain_of_actor(actor), actor, "alert_silence", detail)
    return Words(id=f"Disenyapkan sampai {i18n.until(until, now)}.", en=f"Silent until {i18n.until(until, now, 'en')}.")


def end(engine: Engine, silence_id: int, *, actor: str) -> Words:
    """Speak again."""
    actor = acting.person(actor)
    with engine.begin() as conn:
        found = conn.execute(text(query("silences_end")), {"id": silence_id, "actor": actor}).one_or_none()
        if found is None:
            raise _no("Senyap itu sudah berakhir.", "That silence has ended already.")
        audit.write(conn, audit.chain_of_actor(actor), actor, "alert_silence_end", {"silence": silence_id})
    return Words(id="Peringatan disampaikan lagi.", en="Alerts are told again.")


def _no(indonesian: str, english: str) -> NotPossible:
    return NotPossible(Words(id=indonesian, en=english))
