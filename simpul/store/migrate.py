"""Bring a database up to date: made if missing, engine tables by Alembic, typed tables from the schemas."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from simpul.config import schemas
from simpul.store import engine as db
from simpul.store import row_policies, ruleviews, typed_tables

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str | None = None) -> list[str]:
    """Bring the database ``url`` (default: ours) up to date; the lines say what was done, none if nothing was.

    BadConfig when a typed table would have to change in a way that could lose data, with the steps to take.
    """
    target = url or db.default_url()
    done = ["database dibuat (created)"] if db.create_database(target) else []
    with db.engine(target).begin() as connection:
        # Two processes may start at once; the second waits and finds everything done.
        connection.execute(text("select pg_advisory_xact_lock(hashtext('simpul.migrate'))"))
        done += _upgrade(connection)
        for entity in schemas.entities():
            done += typed_tables.settle(connection, entity, schemas.columns(entity))
        done += ruleviews.settle(connection)
        done += row_policies.settle(connection)
    return done


def _upgrade(connection: Connection) -> list[str]:
    connection.execute(text("create schema if not exists simpul"))
    before = _revision(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    after = _revision(connection)
    return [] if before == after else [f"tabel mesin: revisi {before or 'kosong'} → {after} (engine tables)"]


def _revision(connection: Connection) -> str | None:
    if connection.execute(text("select to_regclass('simpul.alembic_version')")).scalar() is None:
        return None
    found: str | None = connection.execute(text("select version_num from simpul.alembic_version")).scalar()
    return found
