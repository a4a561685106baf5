"""What a pull writes beside the mirror: its run, its cursor, its pages and what it set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from simpul.config import schemas
from simpul.core.errors import SimpulError
from simpul.core.model import Feed, Page, RunTotals
from simpul.store import encryption, mirror
from simpul.store.identifiers import listed, shaped
from simpul.store.queries import query
from simpul.values import mask


@dataclass(frozen=True, kw_only=True)
class Place:
    """A feed's partition: what leases, cursors and runs are kept for."""

    feed: str
    partition: str = "all"

    @property
    def names(self) -> dict[str, object]:
        """Parameters of the cursor queries."""
        return {"feed": self.feed, "partition": self.partition}


@dataclass(frozen=True, kw_only=True)
class StoredPage:
    """A page about to be stored, with its own totals."""

    id: int
    page: Page
    digest: bytes
    key_id: str
    sealed: bytes
    totals: RunTotals


@dataclass(frozen=True, kw_only=True)
class RejectedValue:
    """A value (or, with an empty field, a row) that broke a rule."""

    page_id: int
    row_no: int
    #: None: the row's key is not known.
    key: str | None
    field: str
    rule: str
    raw: str


def start_run(connection: Connection, place: Place, *, token: int, revision: str, caller: str) -> int:
    """Number of a new run; runs of this place that were killed are ended first."""
    connection.execute(text(query("run_order")))
    connection.execute(text(query("run_interrupted")), place.names)
    values = {**place.names, "token": token, "revision": revision, "caller": caller}
    return int(connection.execute(text(query("run_start")), values).scalar_one())


def add_totals(connection: Connection, run_id: int, totals: RunTotals) -> None:
    """Add a group's totals to its run; refuses totals that do not add up."""
    row = connection.execute(text(query("run_add")), {"run_id": run_id, **asdict(totals)}).one()
    if not row.adds_up:
        raise SimpulError(f"run {run_id}: totals do not add up; nothing of this group was committed")


def end_run(connection: Connection, run_id: int, state: str, reason: str) -> None:
    """Close a run."""
    connection.execute(text(query("run_end")), {"run_id": run_id, "state": state, "reason": reason})


def pages_agree(connection: Connection, run_id: int) -> bool:
    """Whether the run's totals are the sum of its pages'."""
    return bool(connection.execute(text(query("run_pages_agree")), {"run_id": run_id}).scalar())


def read_cursor(connection: Connection, place: Place) -> Row[Any]:
    """Where the place stands: cursor, pass_since, pass_started_at, pass_newest, watermark and the three times."""
    connection.execute(text(query("cursor_make")), place.names)
    return connection.execute(text(query("cursor_read")), place.names).one()


def begin_pass(connection: Connection, place: Place, newest: str | None) -> None:
    """Start a pass from the watermark."""
    connection.execute(text(query("cursor_begin")), {**place.names, "newest": newest})


def move_cursor(connection: Connection, place: Place, cursor: str | None, newest: str | None) -> None:
    """The next run reads on from ``cursor``; ``newest``: highest version seen in this group."""
    connection.execute(text(query("cursor_move")), {**place.names, "cursor": cursor, "newest": newest})


def end_pass(connection: Connection, place: Place, *, full: bool, newest_at: datetime | None) -> None:
    """The pass is complete: the watermark moves to the newest version it saw."""
    connection.execute(text(query("cursor_end")), {**place.names, "full": full, "newest_at": newest_at})


def parents_until(connection: Connection, parent: str) -> int:
    """First run of the parent whose rows may not all be visible yet."""
    connection.execute(text(query("run_order")))
    return int(connection.execute(text(query("parents_until")), {"parent": parent}).scalar_one())


def parents(connection: Connection, parent: Feed, first: int, until: int) -> tuple[dict[str, str | None], ...]:
    """Mirrored rows of a parent feed written by runs from ``first`` to before ``until``, as text, in key order."""
    fields = listed(schemas.field_names(parent.entity), kind="text")
    statement = shaped("parents_read", {"fields": fields, "entity": parent.entity})
    values = {"system": parent.system, "first": first, "until": until}
    return tuple(dict(row._mapping) for row in connection.execute(text(statement), values))


def open_parents(connection: Connection, feed: Feed) -> frozenset[str]:
    """Keys of the complaints whose follow-ups may keep their text; empty for other feeds."""
    if feed.entity != "tindak_lanjut":
        return frozenset()
    return frozenset(connection.execute(text(query("parents_open")), {"system": feed.system}).scalars())


def complete(connection: Connection, feed: str) -> bool:
    """Whether a feed ever finished a full pass."""
    return bool(connection.execute(text(query("parent_complete")), {"parent": feed}).scalar())


def page_ids(connection: Connection, count: int) -> list[int]:
    """Numbers for ``count`` pages, rising."""
    return sorted(int(number) for number in connection.execute(text(query("page_ids")), {"count": count}).scalars())


def keep_pages(connection: Connection, run_id: int, feed: Feed, pages: Iterable[StoredPage]) -> None:
    """Store pages with their totals; identical bytes are stored once."""
    for kept in pages:
        body = {"digest": kept.digest, "key_id": kept.key_id, "sealed": kept.sealed, "size": len(kept.page.body)}
        connection.execute(text(query("page_body_add")), {**body, "retention": feed.retention})
        connection.execute(text(query("page_add")), _page(run_id, feed, kept))


def _page(run_id: int, feed: Feed, kept: StoredPage) -> dict[str, Any]:
    page = kept.page
    return {
        "id": kept.id,
        "run_id": run_id,
        "feed": feed.name,
        "number": page.number,
        "digest": kept.digest,
        "media": page.media or feed.media,
        "origin": page.origin,
        "requested_at": page.requested_at,
        "cursor_after": page.cursor,
        **asdict(kept.totals),
    }


def quarantine(connection: Connection, run_id: int, feed: Feed, bad: Sequence[RejectedValue]) -> None:
    """Set aside what broke a rule; a value of the same record that is bad again keeps its open entry."""
    if not bad:
        return
    # Many bad values against many open entries: the plan of the merge would compare each with each.
    connection.execute(text(query("quarantine_plan")))
    seal_one = encryption.sealer()
    sealed = [seal_one(item.raw.encode("utf-8", "surrogatepass"), quarantine_context(feed.name, item)) for item in bad]
    values = {
        "run_id": run_id,
        "feed": feed.name,
        "page_id": [item.page_id for item in bad],
        "row_no": [item.row_no for item in bad],
        "record_key": [item.key for item in bad],
        "field": [item.field for item in bad],
        "rule": [item.rule for item in bad],
        "masked": [_masked(feed, item) for item in bad],
        "key_id": [key_id for key_id, _ in sealed],
        "sealed": [body for _, body in sealed],
    }
    connection.execute(text(query("quarantine_add")), values)


def _masked(feed: Feed, item: RejectedValue) -> str:
    if item.field in mirror.CUT and feed.entity in ("pengaduan", "tindak_lanjut"):
        return mask.DOTS
    return mask.scrub(mask.value(item.raw)).replace("\x00", "␀").encode("utf-8", "replace").decode()


def quarantine_context(feed: str, item: RejectedValue) -> str:
    """What a raw value is sealed for."""
    return f"quarantine|{feed}|{item.page_id}|{item.row_no}|{item.field}"


def overtake(connection: Connection, feed: Feed) -> None:
    """Settle open quarantine of staged records that the mirror now holds in a newer, good version."""
    connection.execute(text(query("quarantine_plan")))
    if connection.execute(text(query("quarantine_any")), {"feed": feed.name}).scalar():
        statement = shaped("quarantine_overtake", {"entity": feed.entity})
        connection.execute(text(statement), {"feed": feed.name, "system": feed.system})


def settle_replayed(
    connection: Connection, feed: Feed, run_id: int, page_id: int, rows: Sequence[int], bad: Sequence[RejectedValue]
) -> None:
    """Settle the open entries of those ``rows`` of a page that were tried again, but for those in ``bad``."""
    values = {
        "run_id": run_id,
        "rows": list(rows),
        "page_id": page_id,
        "feed": feed.name,
        "system": feed.system,
        "bad_rows": [item.row_no for item in bad],
        "bad_fields": [item.field for item in bad],
    }
    connection.execute(text(shaped("quarantine_settle", {"entity": feed.entity})), values)
