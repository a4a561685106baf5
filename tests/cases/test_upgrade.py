"""A database of the first release brings its decisions along."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from simpul.store import engine as db
from simpul.store import migrate

_OLD = (
    "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed, state)"
    " values ('different', 'penduduk', '1', 'apsp.pemohon', 'P-1', 'nama_lengkap', 'siak.penduduk', 'decided')",
    "insert into simpul.decision (case_id, case_version, choice, value, reason, actor, not_before)"
    " select id, 1, 'authority', 'SITI', 'akta', 'ani', now() from simpul.cases",
    "insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, decision_id)"
    " select 'segarkan_identitas', 'state', 'apsp', 'apsp.pemohon', 'P-1', 'k', '{}', '{}', id from simpul.decision",
)


def test_decisions_taken_before_four_eyes_still_stand(empty_database_url: str) -> None:
    """What one person decided about a name under the old rule keeps its effect, and can still be undone."""
    db.create_database(empty_database_url)
    engine = db.engine(empty_database_url)
    with engine.begin() as conn:
        conn.execute(text("create schema simpul"))
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        for statement in _OLD:
            conn.execute(text(statement))
    migrate.migrate(empty_database_url)
    with engine.begin() as conn:
        assert conn.execute(text("select stands, four_eyes from simpul.decision")).all() == [(True, False)]
        conn.execute(text("update simpul.decision set undone_at = now(), undone_by = 'ani'"))
