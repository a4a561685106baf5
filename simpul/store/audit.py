"""Hash chains of what was done: one per (feed, partition), one per acting person; their heads are sealed.

A line's hash covers the line before it, so a changed, removed or reordered line shows. A cut tail or a chain written
anew shows against the sealed heads, whose key is not in the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from simpul.store import encryption
from simpul.store.queries import query

GENESIS = b"\x00" * 32


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a chain is whole."""

    chain: str
    ok: bool
    #: Lines looked at.
    lines: int
    #: First line that is wrong or missing; 0 when all is well.
    bad_seq: int = 0
    reason: str = ""


def chain_of_feed(feed: str, partition: str = "all") -> str:
    """Name of the chain of a (feed, partition)."""
    return f"{feed}/{partition}"


def chain_of_actor(actor: str) -> str:
    """Name of the chain of an acting person."""
    return f"orang/{actor}"


def write(connection: Connection, chain: str, actor: str, act: str, detail: Mapping[str, Any]) -> None:
    """Add a line to ``chain``, in the caller's transaction.

    ``detail``: ids, counts and words. No personal data (a chain outlives it), no floats (they have no one spelling).
    """
    # A statement of its own: the next one must see what the one before us in this lock committed.
    connection.execute(text(query("audit_lock")), {"chain": chain})
    head = connection.execute(text(query("audit_last")), {"chain": chain}).one()
    line: dict[str, Any] = {
        "chain": chain,
        "seq": head.seq + 1,
        "at": head.now.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "act": act,
        "detail": dict(detail),
    }
    written = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    hashed = hashlib.sha256(head.hash + written.encode()).digest()
    values = {**line, "detail": json.dumps(line["detail"]), "previous": head.hash, "hash": hashed}
    connection.execute(text(query("audit_add")), values)


def verify(connection: Connection, chain: str, *, last: int | None = None) -> Verdict:
    """Read ``chain`` from its first line and compare hashes and sealed heads; names the first line that is wrong.

    ``last``: only about so many of its newest lines, from a sealed head of ours on.
    Shares nothing with :func:`write`: a mistake there must not hide itself here.
    """
    heads = {row.seq: row for row in connection.execute(text(query("audit_heads")), {"chain": chain})}
    previous, first = _begin(connection, chain, heads, last)
    seq = first
    lines = connection.execute(text(query("audit_lines")), {"chain": chain, "after": first})
    for row in lines.yield_per(1000):
        seq += 1
        reason = _wrong(row, chain, seq, previous)
        if not reason and seq in heads:
            reason = _wrong_head(heads.pop(seq), row.hash)
        if reason:
            return Verdict(chain=chain, ok=False, lines=seq - first, bad_seq=seq, reason=reason)
        previous = row.hash
    if heads:
        missing = f"lines up to {max(heads)} were sealed and are missing"
        return Verdict(chain=chain, ok=False, lines=seq - first, bad_seq=seq + 1, reason=missing)
    return Verdict(chain=chain, ok=True, lines=seq - first)


def _begin(connection: Connection, chain: str, heads: dict[int, Row[Any]], last: int | None) -> tuple[bytes, int]:
    """Hash and number of the line to go on from; heads before it are left out."""
    if last is None:
        return GENESIS, 0
    newest = connection.execute(text(query("audit_last")), {"chain": chain}).one().seq
    known = [seq for seq in heads if seq <= newest - last]
    if not known:
        return GENESIS, 0
    start = heads[max(known)]
    if _wrong_head(start, start.hash):
        # Not our seal: nothing may begin from it.
        return GENESIS, 0
    for seq in known:
        del heads[seq]
    return start.hash, start.seq


def verify_all(connection: Connection) -> list[Verdict]:
    """Every chain, in the order of their names."""
    names = connection.execute(text(query("audit_chains"))).scalars().all()
    return [verify(connection, str(name)) for name in names]


def _wrong(row: Row[Any], chain: str, seq: int, previous: bytes) -> str:
    if row.seq != seq:
        return f"line {seq} is missing"
    if row.previous != previous:
        return f"line {seq} does not follow the line before it"
    shown = {"chain": chain, "seq": row.seq, "at": _utc(row.at), "actor": row.actor, "act": row.act}
    body = orjson.dumps({**shown, "detail": row.detail}, option=orjson.OPT_SORT_KEYS)
    hasher = hashlib.new("sha256", previous)
    hasher.update(body)
    return "" if hasher.digest() == row.hash else f"line {seq} was changed"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def _wrong_head(head: Row[Any], hashed: bytes) -> str:
    if not encryption.signed(head.key_id, _message(head.chain, head.seq, head.hash, head.sealed_at), head.seal):
        return f"the seal of line {head.seq} is not ours"
    return "" if head.hash == hashed else f"line {head.seq} differs from its seal: the chain was written anew"


def seal_heads(connection: Connection) -> int:
    """Seal the head of every chain that grew and was not sealed within the last minute; how many were."""
    rows = connection.execute(text(query("audit_unsealed"))).all()
    for row in rows:
        key_id, signature = encryption.sign(_message(row.chain, row.seq, row.hash, row.now))
        values = {"chain": row.chain, "seq": row.seq, "hash": row.hash, "at": row.now, "key_id": key_id}
        connection.execute(text(query("audit_seal")), {**values, "seal": signature})
    return len(rows)


def _message(chain: str, seq: int, hashed: bytes, at: datetime) -> bytes:
    return f"{chain}|{seq}|{hashed.hex()}|{_utc(at)}".encode()
