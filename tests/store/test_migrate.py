"""Migrations."""

from __future__ import annotations

import uuid

from sqlalchemy import text

from simpul.store import engine as db
from simpul.store import migrate
from simpul.store.identifiers import quoted


def test_migrate_makes_the_database_once(empty_database_url: str) -> None:
    """A missing database is made; a second run finds nothing to do."""
    assert len(migrate.migrate(empty_database_url)) >= 2
    assert migrate.migrate(empty_database_url) == []
    with db.engine(empty_database_url).connect() as connection:
        assert connection.execute(text("select count(*) from simpul.run")).scalar() == 0


def test_a_database_may_have_any_name(server_url: str) -> None:
    """What stands in a name for something else in SQL or in the driver is part of the name."""
    name = f'simpul "%s" {uuid.uuid4().hex[:12]}'
    url = db.address(server_url).set(database=name).render_as_string(hide_password=False)
    try:
        assert (db.create_database(url), db.create_database(url)) == (True, False)
    finally:
        server = db.address(server_url).set(database="postgres").render_as_string(hide_password=False)
        with db.engine(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"drop database {quoted(name)}".replace("%", "%%"))
