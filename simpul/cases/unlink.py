"""Take a link apart: everything that rested on it is listed, reopened and compensated, by two persons.

A link that was wrong may have told one citizen about another's application: that is a possible disclosure and becomes a
case of its own (UU PDP art. 46: three times 24 hours).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.delivery import effects
from simpul.delivery.effects import Wanted
from simpul.matching import review
from simpul.people import delegation
from simpul.store import audit, scope
from simpul.store.queries import query
from simpul.values import mask

#: Rules that judge a complaint through the application it is linked with.
RULES = (
    "pengaduan_ditutup_permohonan_terbuka", "permohonan_selesai_pengaduan_terbuka", "pengaduan_nomor_orang_lain",
    "pengaduan_ganda",
)  # fmt: skip
#: States of an effect that is in the target; of one that may be on its way.
TOLD, ON_ITS_WAY = ("accepted", "verified"), ("sent", "unknown")

#: What is written where something wrong was told: fixed words and the code of the telling, nothing about anybody.
RECALL = {
    "tindak_lanjut": (
        "content",
        "Kabar sebelumnya dengan rujukan {reference} tidak berlaku untuk pengaduan ini. Mohon diabaikan.",
    ),
    "catatan_permohonan": (
        "isi",
        "Catatan sebelumnya dengan rujukan {reference} tidak berlaku untuk permohonan ini. Mohon diabaikan.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Resting:
    """Something that rests on a link."""

    kind: str
    id: str
    state: str
    at: datetime | None
    #: What becomes of it.
    words: Words


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What taking a link apart would do."""

    link: review.Link
    resting: tuple[Resting, ...]
    #: Somebody may have been told about somebody else's matter.
    disclosure: bool
    proposed_by: str | None
    reason: str | None


def consequences(engine: Engine, link_id: int) -> Consequences:
    """Everything that rests on a link: effects, answers given, cases. NotPossible if there is no such link."""
    with engine.connect() as conn:
        return _consequences(conn, _row(conn, link_id, "match_one"))


def propose(engine: Engine, link_id: int, *, actor: str, reason: str) -> Consequences:
    """Ask that a link be taken apart; another person approves. Until then it stands.

    Raises:
        NotPossible: nobody named, no reason, not a link that stands, or something about it is on its way right now.
    """
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        row = _row(conn, link_id, "match_lock")
        if row.state not in ("sure", "confirmed"):
            raise NotPossible(_NOT_STANDING)
        _still(conn, row)
        values = {"id": link_id, "actor": actor, "reason": mask.scrub(reason)}
        conn.execute(text(query("unlink_propose")), values)
        audit.write(conn, audit.chain_of_actor(actor), actor, "unlink_propose", {"link": link_id})
        return _consequences(conn, _row(conn, link_id, "match_one"))


def refuse(engine: Engine, link_id: int, *, actor: str, reason: str) -> review.Link:
    """The link stays; the proposer may take the proposal back the same way."""
    actor, reason = acting.named(actor, reason)
    with engine.begin() as conn:
        _proposed(conn, link_id)
        conn.execute(text(query("unlink_back")), {"id": link_id})
        detail = {"link": link_id, "reason": mask.scrub(reason)}
        audit.write(conn, audit.chain_of_actor(actor), actor, "unlink_refuse", detail)
        return review.link(_row(conn, link_id, "match_one"))


def approve(engine: Engine, city: City, link_id: int, *, actor: str) -> Consequences:
    """Take the link apart, in one transaction: what has not left ends, what was told is recalled by a draft, what was
    closed because of it is open again, and a possible disclosure is put before the data steward.

    Raises:
        NotPossible: nothing is proposed, the proposer himself, or something about it is on its way right now.
    """
    actor = acting.person(actor)
    with engine.begin() as conn:
        row = _proposed(conn, link_id)
        delegation.may_approve(conn, proposer=row.unlink_by, approver=actor, since=row.unlink_at)
        _still(conn, row)
        found = _consequences(conn, row)
        sides = _sides(row)
        told = conn.execute(text(query("unlink_effects")), sides).all()
        conn.execute(text(query("unlink_withdraw")), {"effects": [one.id for one in told]})
        for one in told:
            if one.state in TOLD:
                _recall(conn, city, row, one)
        reopened = [int(one.id) for one in _cases(conn, row) if one.closed_at is not None]
        conn.execute(text(query("unlink_reopen")), {"cases": reopened})
        conn.execute(text(query("unlink_approve")), {"id": link_id, "actor": actor})
        conn.execute(text(query("match_quote")), {**sides, "state": "unlinked"})
        if found.disclosure:
            _disclose(conn, row, [one.id for one in told if one.state in TOLD])
        review.mark(conn, city, row)
        detail = {"link": link_id, "effects": len(told), "reopened": len(reopened), "disclosure": found.disclosure}
        audit.write(conn, audit.chain_of_actor(actor), actor, "unlink", detail)
    return replace(found, link=replace(found.link, state="unlinked"))


def _row(conn: Connection, link_id: int, statement: str) -> Row[Any]:
    row = conn.execute(text(query(statement)), {"id": link_id}).one_or_none()
    if row is None:
        raise review.missing(link_id)
    if statement == "match_lock":
        scope.lift(conn)
    return row


def _proposed(conn: Connection, link_id: int) -> Row[Any]:
    row = _row(conn, link_id, "match_lock")
    if row.state != "unlinking":
        raise NotPossible(_NOT_PROPOSED)
    return row


def _sides(row: Row[Any]) -> dict[str, Any]:
    names = ("left_feed", "left_key", "right_feed", "right_key", "found_at")
    return {name: row._mapping[name] for name in names}


def _cases(conn: Connection, row: Row[Any]) -> list[Row[Any]]:
    return list(conn.execute(text(query("unlink_cases")), {**_sides(row), "rules": list(RULES)}))


def _still(conn: Connection, row: Row[Any]) -> None:
    """Nothing that rests on the link may be between us and its target: nobody could say whether to recall it."""
    moving = [one.id for one in conn.execute(text(query("unlink_effects")), _sides(row)) if one.state in ON_ITS_WAY]
    if moving:
        raise NotPossible(
            Words(
                id=f"Kiriman {moving[0]} sedang dalam perjalanan. Coba lagi setelah ada jawabannya.",
                en=f"Effect {moving[0]} is on its way. Try again once it was answered.",
            )
        )


def _consequences(conn: Connection, row: Row[Any]) -> Consequences:
    told = conn.execute(text(query("unlink_effects")), _sides(row)).all()
    resting = [
        Resting(kind=one.kind, id=str(one.id), state=one.state, at=one.sent_at, words=_fate(one.state)) for one in told
    ]
    resting += [
        Resting(kind="jawaban", id=one.key, state="", at=one.waktu, words=_ANSWERED)
        for one in conn.execute(text(query("unlink_answers")), _sides(row))
    ]
    resting += [
        Resting(
            kind=one.rule, id=str(one.id), state=one.state, at=one.closed_at,
            words=_JUDGED if one.closed_at is None else _REOPENED,
        )
        for one in _cases(conn, row)
    ]  # fmt: skip
    return Consequences(
        link=review.link(row),
        resting=tuple(resting),
        disclosure=any(one.state in TOLD for one in told),
        proposed_by=row.unlink_by,
        reason=row.unlink_reason,
    )


def _fate(state: str) -> Words:
    if state in TOLD:
        return _RECALLED
    return _WITHDRAWN if state in ("draft", "ready", "manual", "failed") else _NOTHING


def _recall(conn: Connection, city: City, row: Row[Any], told: Row[Any]) -> None:
    """A draft in the same place that says that what was told does not hold; an officer lets it out."""
    member, words = RECALL.get(told.kind, ("", ""))
    system = city.systems[told.system]
    if not member or told.kind not in system.writes or system.sending == "off":
        return
    body: Mapping[str, str] = {member: words.format(reference=effects.reference(told.idem_key))}
    if member == "content":
        body = {**body, "institution": "Simpul"}
    wanted = Wanted(
        kind=told.kind, mode="event", system=told.system, feed=told.feed, record_key=told.record_key,
        subject_kind="pengaduan", subject_key=row.left_key, cause=f"batal|{told.id}", values=told.send, body=body,
        draft=True, reason=f"ralat kiriman {told.id}: tautan dilepas",
    )  # fmt: skip
    effects.insert(conn, wanted)


def _disclose(conn: Connection, row: Row[Any], told: list[int]) -> None:
    facts = {"tautan": row.id, "kiriman": told, "permohonan": row.right_key}
    evidence = f"Kabar tentang {row.right_feed} {mask.scrub(row.right_key)} terkirim atas tautan {row.id} yang salah."
    conn.execute(text(query("unlink_disclosure")), {**_sides(row), "facts": json.dumps(facts), "evidence": evidence})


_NOT_STANDING = Words(
    id="Hanya tautan yang pasti atau dibenarkan yang dapat dilepas.",
    en="Only a link that is sure or confirmed can be taken apart.",
)
_NOT_PROPOSED = Words(id="Belum ada usulan melepas tautan ini.", en="Nobody has proposed to take this link apart.")
_RECALLED = Words(
    id="Sudah terkirim: ralatnya disiapkan sebagai konsep untuk petugas.",
    en="Told already: a draft that recalls it is made for an officer.",
)
_WITHDRAWN = Words(id="Belum terkirim: dibatalkan.", en="Not sent: cancelled.")
_NOTHING = Words(id="Sudah berakhir: tidak ada yang perlu dilakukan.", en="Ended already: nothing to do.")
_ANSWERED = Words(
    id="Jawaban kantor selama tautan berlaku: periksa apakah memuat data orang lain.",
    en="An office's answer while the link stood: check whether it holds somebody else's data.",
)
_JUDGED = Words(id="Terbuka: diperiksa ulang.", en="Open: judged again.")
_REOPENED = Words(id="Sudah selesai: dibuka kembali.", en="Closed: opened again.")
