"""What an officer tried while learning; nobody else reads it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.peopletables import person

#: One answer to one exercise of the practice mode.
practice = Table(
    "practice",
    metadata,
    col.ident(),
    col.ref("person_id", person),
    col.text("exercise"),
    col.text("choice"),
    Column("correct", Boolean, nullable=False),
    col.time("at", null=False),
    Index("practice_person", "person_id", "exercise", "id"),
)
