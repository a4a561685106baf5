"""Pages as they were received, taken out of the store again."""

from __future__ import annotations

from sqlalchemy import Connection, text

from simpul.core.model import Feed, Page
from simpul.ingest.prefetch import page_context
from simpul.store import encryption
from simpul.store.queries import query


def stored(connection: Connection, page_id: int) -> Page | None:
    """One page with its bytes; None if it is not there or past its retention."""
    row = connection.execute(text(query("page_one")), {"id": page_id}).one_or_none()
    if row is None or row.sealed is None:
        return None
    body = encryption.unseal(row.key_id, row.sealed, page_context(row.digest))
    return Page(number=row.number, body=body, requested_at=row.requested_at, cursor=None, media=row.media)


def newest(connection: Connection, feed: Feed, count: int) -> list[int]:
    """Ids of the newest pages of a feed that hold rows and whose bytes are still kept."""
    names = {"feed": feed.name, "count": count}
    return [int(number) for number in connection.execute(text(query("pages_newest")), names).scalars()]
