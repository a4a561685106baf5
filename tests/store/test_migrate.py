"""Migrations."""

from __future__ import annotations

from sqlalchemy import text

from simpul.store import db, migrate


def test_migrate_makes_the_database_once(empty_database_url: str) -> None:
    """A missing database is made; a second run finds nothing to do."""
    assert len(migrate.migrate(empty_database_url)) >= 2
    assert migrate.migrate(empty_database_url) == []
    with db.engine(empty_database_url).connect() as connection:
        assert connection.execute(text("select count(*) from simpul.run")).scalar() == 0
