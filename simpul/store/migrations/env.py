"""Alembic's entry: runs the migrations on the connection that simpul.store.migrate hands over."""

from __future__ import annotations

from alembic import context

from simpul.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    version_table_schema="simpul",
    include_schemas=True,
)
with context.begin_transaction():
    context.run_migrations()
