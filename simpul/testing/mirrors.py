"""Mirror rows without a pull: what tests of comparing and sending stand on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.core.model import Feed
from simpul.store.identifiers import filled
from simpul.store.typed_tables import SUBJECTS

#: A record by canonical field; ``key`` is the source's key, and ``held``, ``unsent``, ``deleted``, ``version`` and
#: ``observed_at`` if they matter.
Record = Mapping[str, Any]


def pulled(
    conn: Connection, feed: Feed, records: Sequence[Record] = (), *, complete: bool = True, parents: int | None = None
) -> int:
    """A finished pull of ``feed`` that read ``records``: run, page, mirror, history, dirty, cursor. The run's id.

    A record equal to the mirrored one changes nothing, as in a real pull. ``parents``: a feed with a parent asked for
    what the parent's runs before this one wrote; its own run unless said.
    """
    run = int(conn.execute(text(_RUN), {"feed": feed.name}).scalar_one())
    page = int(conn.execute(text(_PAGE), {"feed": feed.name, "run": run}).scalar_one())
    for number, record in enumerate(records, start=1):
        _put(conn, feed, record, run=run, page=page, number=number)
    conn.execute(text(_END), {"run": run})
    until = f"{parents or run:020d}" if feed.parent else None
    conn.execute(text(_CURSOR), {"feed": feed.name, "complete": complete, "until": until})
    return run


def empty(conn: Connection) -> None:
    """Forget everything the hub knows: faster between tests than a new database."""
    for table in _TABLES:
        conn.execute(text(filled("delete from {table}", {"table": table})))


#: Children before parents.
_TABLES = (
    *(f"simpul.{name}" for name in (
        "receipt", "effect", "correction", "decision", "case_note", "job_case", "job", "cases", "delegation", "apart",
        "match", "match_seen", "rule_due", "sweep_range", "sweep_row", "balikan_row", "balikan", "revert", "notice",
        "dirty", "base", "pairing", "cursor", "quote", "quarantine", "quarantine_settlement", "access",
        "page", "brake", "run", "audit_head", "audit",
    )),
    *(f"{schema}.{entity}" for schema in ("mirror", "history") for entity in schemas.entities()),
)  # fmt: skip

_LOCKED = "select * from mirror.{entity} where system = :system and key = :key for update"
_REPLACED = """
insert into history.{entity} ({names}, replaced_by_run)
select {names}, :run from mirror.{entity} where system = :system and key = :key
"""
_GONE = "delete from mirror.{entity} where system = :system and key = :key"
_NEW = """
insert into mirror.{entity} ({names}, observed_at, tombstoned_at)
values (
    {slots}, coalesce(cast(:observed_at as timestamptz), clock_timestamp()), case when :gone then clock_timestamp() end
)
"""
_RUN = """insert into simpul.run (kind, target, state) values ('pull', :feed, 'running') returning id"""
_END = """update simpul.run set state = 'done', ended_at = clock_timestamp() where id = :run"""
_PAGE = """
insert into simpul.page (run_id, feed, number, digest, media, origin, requested_at)
values (:run, :feed, 1, '', 'json', '', clock_timestamp()) returning id
"""
_CURSOR = """
insert into simpul.cursor as c (feed, full_pass_at, last_success_at, watermark)
values (:feed, case when :complete then clock_timestamp() end, clock_timestamp(), :until)
on conflict (feed, partition) do update
set full_pass_at = coalesce(c.full_pass_at, excluded.full_pass_at), last_success_at = excluded.last_success_at,
    watermark = excluded.watermark
"""


def _put(conn: Connection, feed: Feed, record: Record, *, run: int, page: int, number: int) -> None:
    fields = schemas.field_names(feed.entity)
    values = {name: record.get(name) for name in fields}
    told = "\x1f".join("\\N" if value is None else str(value) for value in values.values())
    digest = hashlib.md5(told.encode() + repr(record.get("held")).encode(), usedforsecurity=False).digest()
    about = {"system": feed.system, "key": record["key"]}
    old = conn.execute(
        text(filled(_LOCKED, {"entity": feed.entity})),
        about,
    ).one_or_none()
    version = record.get("version", old.version if old and old.digest == digest else None)
    gone = bool(record.get("deleted"))
    if old is not None and old.digest == digest and version == old.version and gone == (old.tombstoned_at is not None):
        return
    if old is not None:
        names = ", ".join(old._fields)
        conn.execute(
            text(filled(_REPLACED, {"entity": feed.entity, "names": names})),
            {**about, "run": run},
        )
        conn.execute(text(filled(_GONE, {"entity": feed.entity})), about)
    kept = {
        **about, **values, "version": version, "mapping_revision": "test", "page_id": page, "row_no": number,
        "run_id": run, "unsent": record.get("unsent"), "held": record.get("held"), "digest": digest,
    }  # fmt: skip
    names = ", ".join(kept)
    slots = ", ".join(f":{name}" for name in kept)
    conn.execute(
        text(filled(_NEW, {"entity": feed.entity, "names": names, "slots": slots})),
        {**kept, "gone": gone, "observed_at": record.get("observed_at")},
    )
    before = {name: old._mapping[name] if old is not None else None for name in SUBJECTS if name in fields}
    for name, kind in SUBJECTS.items():
        for key in {values.get(name), before.get(name)} - {None}:
            conn.execute(
                text(
                    "insert into simpul.dirty (subject_kind, subject_key, reason, run_id) values (:k, :s, 'pull', :r)"
                ),
                {"k": kind, "s": key, "r": run},
            )
