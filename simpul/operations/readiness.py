"""Whether the hub can work: database reachable, tables at the version of this code, age of the last run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from simpul.store.migrate import MIGRATIONS
from simpul.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Answer of :func:`check`."""

    database: bool
    #: Revision of the tables, and the one this code needs; empty: none.
    revision: str
    wanted: str
    #: Age of the newest run in seconds; None: there was none. Told, not judged: a page must show a stopped scheduler.
    last_run_age_seconds: float | None

    @property
    def ready(self) -> bool:
        return self.database and self.revision == self.wanted

    def as_dict(self) -> dict[str, Any]:
        return {"ready": self.ready, **asdict(self)}


def check(engine: Engine) -> Ready:
    """Look now; a database that does not answer is an answer, not an error."""
    wanted = head()
    try:
        with engine.connect() as conn:
            revision = conn.execute(text(query("status_revision"))).scalar() or ""
            clock = conn.execute(text(query("status_clock"))).one()
    except ProgrammingError:
        return Ready(database=True, revision="", wanted=wanted, last_run_age_seconds=None)
    except DBAPIError:
        return Ready(database=False, revision="", wanted=wanted, last_run_age_seconds=None)
    age = (clock.now - clock.newest_run_at).total_seconds() if clock.newest_run_at else None
    return Ready(database=True, revision=str(revision), wanted=wanted, last_run_age_seconds=age)


def head() -> str:
    """The newest revision this code knows."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config).get_current_head() or ""
