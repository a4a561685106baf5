"""Alembic's entry: runs the migrations on the connection that simpul.store.migrate hands over."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # The tables are written once, in the migrations: nothing is generated from a model.
    target_metadata=None,
    version_table_schema="simpul",
)
with context.begin_transaction():
    context.run_migrations()
