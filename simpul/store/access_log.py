"""Who looked at whose data, when and what for: written down before anything is shown, and limited in rate.

A subject is a pseudonym keyed with the hub's key: the same citizen is the same word everywhere, and the word tells
nothing. Somebody who already knows a NIK can be told who looked at it; nobody reads a NIK out of the records.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, text

from simpul.core import acting, clock
from simpul.core.errors import BadConfig, NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import refusal
from simpul.store import audit, encryption
from simpul.store.queries import query
from simpul.values import mask

Act = Literal["search", "trace", "reveal", "body"]
#: What one person may do within an hour. Fields shown in full are few; a counter opens a citizen each minute.
PER_HOUR: dict[Act, int] = {"search": 60, "trace": 60, "reveal": 20, "body": 20}
#: How long what was found may be opened or asked about without searching again.
VALID = timedelta(minutes=30)

#: What data may be looked at for.
PURPOSES: dict[str, Words] = {
    "layanan": Words(id="Melayani warga di loket", en="Serving a citizen at the counter"),
    "ketidaksesuaian": Words(id="Menyelesaikan ketidaksesuaian", en="Settling a disagreement"),
    "pengaduan": Words(id="Menjawab pengaduan", en="Answering a complaint"),
    "gangguan": Words(id="Memeriksa kiriman atau gangguan", en="Looking into a sending or a disruption"),
    "pemeriksaan": Words(id="Pemeriksaan atau audit", en="Inspection or audit"),
    "hak_warga": Words(id="Permintaan warga atas datanya sendiri", en="A citizen asking for their own data"),
    "lainnya": Words(id="Lainnya, dijelaskan di bawah", en="Other, explained below"),
}

_NO_PURPOSE = refusal(
    Words(
        id="Keperluan dan keterangannya wajib diisi. Isi keduanya, lalu coba lagi.",
        en="A purpose and its explanation are needed. Fill in both, then try again.",
    )
)
HANDLE_GONE = refusal(
    Words(
        id="Pilihan ini sudah dipakai atau lewat 30 menit. Cari warganya lagi.",
        en="This choice was used or is older than 30 minutes. Search for the citizen again.",
    )
)


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Who looks, and what for."""

    actor: str
    #: The person's own words.
    reason: str
    #: One of :data:`PURPOSES`.
    purpose: str = "lainnya"


def record(
    conn: Connection,
    looking: Looking,
    act: Act,
    *,
    subjects: Sequence[str] = (),
    opened_by: str = "",
    feed: str = "",
    field: str = "",
    opening_id: int | None = None,
    handle: str | None = None,
    more: Mapping[str, int] | None = None,
) -> int:
    """Write down a look in the caller's transaction, here and in the person's chain; its number.

    ``more``: counts for the audit line.

    Raises:
        NotPossible: nobody named, no purpose, or more looks of this kind within the hour than one person may.
    """
    actor, reason = acting.named(looking.actor, mask.scrub(looking.reason), _NO_PURPOSE)
    if looking.purpose not in PURPOSES:
        raise _NO_PURPOSE
    # One person's looks are counted one after another: two browsers at once are not twice the limit.
    conn.execute(text(query("access_lock")), {"actor": actor})
    if left(conn, actor, act) <= 0:
        raise _too_many(PER_HOUR[act])
    about = {"opened_by": opened_by, "feed": feed, "field": field}
    values: dict[str, object] = {"actor": actor, "act": act, "purpose": looking.purpose, "reason": reason}
    values |= {**about, "subjects": list(subjects), "opening": opening_id, "handle": handle}
    number = conn.execute(text(query("access_add")), values).scalar()
    if number is None:
        raise HANDLE_GONE
    detail = {"access": number, "kind": looking.purpose, "purpose": reason, "subjects": list(subjects)}
    detail |= {name: value for name, value in about.items() if value} | dict(more or {})
    audit.write(conn, audit.chain_of_actor(actor), actor, act, detail)
    return int(number)


def _too_many(most: int) -> NotPossible:
    indonesian = f"Batas {most} per jam sudah tercapai. Tunggu sebentar, atau minta bantuan pejabat pelindungan data."
    english = f"The limit of {most} an hour is reached. Wait a while, or ask the data-protection officer for help."
    return NotPossible(Words(id=indonesian, en=english))


def left(conn: Connection, actor: str, act: Act) -> int:
    """How many more looks of this kind a person has within the hour."""
    used = conn.execute(text(query("access_used")), {"actor": actor, "act": act}).scalar_one()
    return PER_HOUR[act] - int(used)


def pseudonym(key: str) -> str:
    """``WRG-…`` for a citizen's NIK, or the key of a record that names none."""
    return "WRG-" + base64.b32encode(encryption.keyed(key.encode(), "access")).decode()[:16]


def handle(actor: str, kind: str, payload: Mapping[str, str]) -> str:
    """An opaque way back to ``payload`` for this person alone; nothing of it can be read out of it."""
    told = {"payload": dict(payload), "at": clock.now().isoformat(), "nonce": secrets.token_hex(8)}
    key_id, sealed = encryption.seal(json.dumps(told).encode(), _context(actor, kind))
    return f"{key_id}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"


def opened(token: str, actor: str, kind: str) -> Mapping[str, str]:
    """What a handle leads to. NotPossible if it is another person's, too old or not ours."""
    key_id, _, body = token.partition(".")
    try:
        sealed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        told = json.loads(encryption.unseal(key_id, sealed, _context(actor, kind)))
    except (BadConfig, ValueError, binascii.Error):
        raise HANDLE_GONE from None
    if clock.now() - datetime.fromisoformat(told["at"]) > VALID:
        raise HANDLE_GONE
    found: dict[str, str] = told["payload"]
    return found | {"nonce": told["nonce"]}


def _context(actor: str, kind: str) -> str:
    return f"access|{kind}|{actor.strip()}"
