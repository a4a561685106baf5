"""The schema as the migrations make it, kept in ``schema.sql``: what ``pg_dump --schema-only`` says, normalised.

Left out is what differs without the schema being another: versions and session settings, ``\\restrict`` keys, owners,
the stamps that schemas carry as comments, and the calendar of working days, which grows with the years.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
import subprocess
from pathlib import Path

from sqlalchemy import text

from simpul.store import embedded
from simpul.store import engine as db

FILE = Path(__file__).parent / "schema.sql"
HOW = """The schema is not the one that is stored (- stored, + made by the migrations). If that is meant:
./run test tests/store/test_schema.py --schema-write"""
#: Lines of a dump that say nothing about the schema; ``default_tablespace`` and its like stand between statements.
_NOISE = re.compile(r"^(--$|-- (?!Name: )|\\(un)?restrict |SET \w+ = |SELECT pg_catalog\.set_config\()")
_TITLE = re.compile(r"^-- Name: .*")
_STAMP = re.compile(r"^(COMMENT ON SCHEMA \w+ IS) '[0-9a-f]{32}';$", re.MULTILINE)
#: The working days stand in two functions as arrays of thousands of members; the number of the last day beside one.
_DAYS = re.compile(r"'\{[^'}]{2000,}\}'")
_LAST = re.compile(r"(LEAST\(GREATEST\(.*), \d+\) \+ 1\)\]")
#: Roles belong to the server, so no dump of a database has them; what they may do is what the policies rest on.
_ROLES = """
select format(
    'CREATE ROLE %s %s %s %s %s;', rolname,
    case when rolcanlogin then 'LOGIN' else 'NOLOGIN' end, case when rolsuper then 'SUPERUSER' else 'NOSUPERUSER' end,
    case when rolbypassrls then 'BYPASSRLS' else 'NOBYPASSRLS' end,
    case when rolcreaterole then 'CREATEROLE' else 'NOCREATEROLE' end
)
from pg_roles where rolname in ('simpul_officer', 'simpul_city', 'simpul_whole', 'simpul_rule') order by rolname
"""


def dumped(url: str) -> str:
    """The schema of the database ``url`` and its roles, one blank line between statements."""
    spec = importlib.util.find_spec(embedded.WHEEL)
    assert spec and spec.origin, "the embedded PostgreSQL is not installed"
    program = Path(spec.origin).parent / embedded.PROGRAMS / "bin" / "pg_dump"
    address = db.address(url).set(drivername="postgresql").render_as_string(hide_password=False)
    words = [str(program), "--schema-only", "--no-owner", "--no-tablespaces", "--dbname", address]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    with db.engine(url).connect() as conn:
        roles = conn.execute(text(_ROLES)).scalars().all()
    return "\n".join([*roles, "", normalised(done.stdout)])


def normalised(dump: str) -> str:
    """A dump without what differs from machine to machine and from year to year."""
    lines = [line for line in dump.splitlines() if not _NOISE.match(line)]
    titled = [_TITLE.sub("", line) for line in lines]
    found = re.sub(r"\n{3,}", "\n\n", "\n".join(titled)).strip() + "\n"
    found = _STAMP.sub(r"\1 '<stamp>';", found)
    return _LAST.sub(r"\1, <last>) + 1)]", _DAYS.sub("'{<days>}'", found))


def different(found: str) -> list[str]:
    """What the stored schema and ``found`` differ in, as lines of a unified diff; none if they are equal."""
    stored = FILE.read_text("utf-8") if FILE.exists() else ""
    lines = difflib.unified_diff(stored.splitlines(), found.splitlines(), "schema.sql", "migrations", lineterm="", n=6)
    return list(lines)


def known(table: str, column: str = "state") -> set[str]:
    """What the CHECK ``<column>_known`` of an engine table lets the column be."""
    made = re.search(rf"^CREATE TABLE simpul\.{table} \((.*?)^\);", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert made, f"there is no table simpul.{table}"
    check = re.search(rf"CONSTRAINT {column}_known CHECK (.*)", made[1])
    assert check, f"simpul.{table}.{column} may be anything"
    return set(re.findall(r"'(\w+)'", check[1]))
