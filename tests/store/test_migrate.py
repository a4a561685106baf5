"""Migrations."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from simpul.store import db, migrate, tables


# PostgreSQL rewords what a column is computed from; tests/cases prove what it must do.
@pytest.mark.filterwarnings("ignore:Computed default")
def test_migrations_equal_tables(own_engine: Engine) -> None:
    """The migrated database is exactly what tables.py describes."""
    options = {
        "include_schemas": True,
        "version_table_schema": "simpul",
        "compare_server_default": True,
        "include_name": lambda name, kind, _: kind != "schema" or name == "simpul",
    }
    with own_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_checks_survive_migration(own_engine: Engine) -> None:
    """Alembic does not compare CHECK constraints, so their names are compared here."""
    wanted = {
        str(constraint.name)
        for table in tables.metadata.tables.values()
        for constraint in table.constraints
        if constraint.__visit_name__ == "check_constraint"
    }
    with own_engine.connect() as connection:
        found = connection.execute(
            text("select conname from pg_constraint where contype = 'c' and connamespace = 'simpul'::regnamespace")
        ).scalars()
        assert wanted <= set(found)


def test_migrate_makes_the_database_once(empty_database_url: str) -> None:
    """A missing database is made; a second run finds nothing to do."""
    assert len(migrate.migrate(empty_database_url)) >= 2
    assert migrate.migrate(empty_database_url) == []
    with db.engine(empty_database_url).connect() as connection:
        assert connection.execute(text("select count(*) from simpul.run")).scalar() == 0
