"""Names get into SQL in one place: statements are named queries, filled in by ``store/identifiers.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from simpul.store import engine as db
from simpul.store.identifiers import filled, quoted

#: The home, and that of what adapters ask of other people's databases: they may not import the store.
HOMES = ("simpul/store/identifiers.py", "adapters/sql_view.py", "adapters/sql_dialects.py")
#: Quoted, but no SQL.
OTHER = {"adapters/sending.py": "a version in a header", "simpul/store/ownaccount.py": "a line of pg_ident.conf"}
FOLDERS = ("simpul", "adapters", "cli", "monitoring", "dags", "docker")

#: A statement, and in it a word after which a name stands.
_STATEMENT = re.compile(
    r"\s*(select|insert into|update|delete from|create|alter|drop|truncate|grant|revoke|copy|comment on|analyze|lock)\s"
)
_NAME = re.compile(
    r"\b(from|join|into|update|table|truncate|index|not exists|exists|on|schema|role|column|database|view|copy"
    r'|constraint|grant|to|analyze)\s+([\w]+[._])?["`]?□'
)
_QUOTED = re.compile(r'(^|[\s,(.])["`]□["`]')
_HOLE = re.compile(r"\{\w*\}|%\(?\w*\)?s")


def told(node: ast.AST) -> str:
    """The text an expression builds, with □ where something is put in; empty where it builds none."""
    match node:
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "□" for part in node.values)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str() as words)):
            return _HOLE.sub("□", words)
        case ast.BinOp(op=ast.Add(), left=ast.Constant(value=str() as words)):
            return words + "□"
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str() as words))):
            return _HOLE.sub("□", words)
    return ""


def composes(node: ast.AST) -> bool:
    """Whether an expression puts a name into SQL."""
    words = told(node)
    if _QUOTED.search(words) or (_STATEMENT.match(words) and _NAME.search(words)):
        return True
    if isinstance(node, ast.Call):
        shown = ast.unparse(node)
        # A named query that is filled in by hand.
        return bool(re.match(r"(\w+\.)?query\([^()]*\)\.(format|replace)\(|re\.sub\(.*\bquery\(", shown))
    return isinstance(node, ast.Attribute) and node.attr in ("identifier_preparer", "quote_identifier", "Identifier")


def found(file: Path) -> Iterator[int]:
    """Lines of a file where a name gets into SQL."""
    return (node.lineno for node in ast.walk(ast.parse(file.read_text("utf-8"))) if composes(node))


def test_names_get_into_sql_in_one_place(repo: Path) -> None:
    """No statement with a name in it is put together outside the home, nor a name quoted."""
    files = [path for folder in FOLDERS for path in sorted((repo / folder).rglob("*.py"))]
    named = {str(path.relative_to(repo)): path for path in files if "migrations" not in path.parts}
    second = {name: sorted(set(found(path))) for name, path in named.items() if name not in (*HOMES, *OTHER)}
    assert {name: lines for name, lines in second.items() if lines} == {}


@pytest.mark.parametrize(
    "code",
    [
        "f'truncate stage_{x}'", "f'select * from mirror.{x} where key = :key'", "f'm.\"{x}\"'", "f'`{x}`'",
        "'delete from {}'.format(x)", "'drop table %s' % x", "'insert into ' + x", "query('a').format(entity=x)",
        "query('a').replace('{x}', x)", "re.sub('x', y, query('a'))", "d.identifier_preparer.quote_identifier(x)",
        "f'alter table history.{x} add column y text'", "f'create index if not exists {x} on y (z)'",
    ],
)  # fmt: skip
def test_the_search_sees_each_way(code: str) -> None:
    """Every way names were put into SQL before is one the search finds."""
    assert any(composes(node) for node in ast.walk(ast.parse(code)))


@given(name=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=15))
def test_a_quoted_name_is_that_name(engines: Engine, name: str) -> None:
    """Whatever a name is made of, PostgreSQL reads the quoted one as one name: the same."""
    with engines.connect() as conn:
        driver = conn.connection.driver_connection
        assert driver is not None
        found = driver.execute(filled("select 1 as {name}", {"name": quoted(name)}))
        assert [column.name for column in found.description] == [name]


@pytest.fixture(scope="module")
def engines(database_url: str) -> Engine:
    """One engine for all that is drawn."""
    return db.engine(database_url)
