"""What the town left, part by part, as text: ``<folder>/<part>/<piece>.txt``."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import psycopg
import requests
from sqlalchemy import Engine

from sandbox.serving import libpq
from tests.journeys import commands, pages
from tests.journeys.acts import Acts
from tests.journeys.clock import REPO
from tests.journeys.plain import SOME, left_out, plain
from tests.journeys.readable import readable

if TYPE_CHECKING:
    from tests.journeys.town import Town

#: Part → schemas whose tables are in it, each table row for row.
TABLES = {"mirror": ("mirror",), "kept": ("simpul",), "targets": ("siak", "apsp", "sp4", "dukcapil", "loket")}
_COLUMNS = """
select table_schema, table_name, array_agg(column_name::text order by ordinal_position)
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where table_schema = any(%s) and table_type = 'BASE TABLE' group by 1, 2 order by 1, 2
"""


#: What a command wrote beside its answer, in the text of what it said.
_BESIDE = re.compile(r"^\[stderr\]\n(.*?)^\[exit", re.MULTILINE | re.DOTALL)
_PEOPLE = """
select unnest(array[nik, no_kk, nama_lgkp, nama_lgkp_ibu, nama_lgkp_ayah]) from siak.biodata_wni
union select unnest(array[no_kk, nik_kk, nama_kep]) from siak.data_keluarga
union select unnest(array[nik, no_kk, nama, telepon]) from apsp.pemohon
union select unnest(array[reporter_name, reporter_phone]) from sp4.complaint
"""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes pieces of parts, normalised."""

    folder: Path
    of_the_run: tuple[Path, ...]

    def write(self, part: str, piece: str, text: str) -> None:
        """One piece; its name may hold what a page's address holds."""
        file = self.folder / part / f"{re.sub(r'[^0-9A-Za-z._-]+', '_', piece).strip('_') or 'root'}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(plain(text, *self.of_the_run).rstrip("\n") + "\n", encoding="utf-8")


def leave(town: Town, acts: Acts, engine: Engine, folder: Path) -> None:
    """Write everything. First what reading does not change, then what reading writes down in the audit."""
    out = Writer(folder=folder, of_the_run=(town.folder, REPO))
    out.write("journey", "commands", "\n".join(str(said) for said in town.said))
    out.write("journey", "acts", "\n".join(acts.told))
    for part, schemas in TABLES.items():
        url = town.agencies if part == "targets" else town.hub
        for piece, text in tables(url, schemas):
            out.write(part, piece, text)
    for file in sorted((town.city / "loket").rglob("*.*")):
        out.write("targets", f"file {file.relative_to(town.city)}", readable(file.name, file.read_bytes()))
    town.note("tables")
    for piece, text in commands.answers(town):
        out.write("commands", piece, text)
    town.note("commands")
    for part, piece, text in pages.seen(acts):
        out.write(part, piece, text)
    town.note("pages")
    for piece, text in commands.personal(town, engine):
        out.write("commands", piece, text)
    out.write("contents", "town", contents(town))


def heard(town: Town, acts: Acts, engine: Engine, folder: Path) -> None:
    """Ask every command, look at every page; keep what commands wrote beside their answers, and whose town it is."""
    folder.mkdir()
    for _ in pages.seen(acts):
        pass
    said = [str(one) for one in town.said]
    said += [text for _, text in (*commands.answers(town), *commands.personal(town, engine))]
    beside = [found for text in said for found in _BESIDE.findall(text)]
    (folder / "stderr").write_text("\n".join(beside), encoding="utf-8")
    (folder / "said").write_text("\n".join(acts.told + said[: len(town.said)]), encoding="utf-8")
    (folder / "faults").write_text(json.dumps(faults(town)), encoding="utf-8")
    (folder / "people").write_text("\n".join(sorted(people(town))), encoding="utf-8")
    town.note("heard")


def faults(town: Town) -> Counter[str]:
    """Kind of fault → how often a wire had it."""
    found: Counter[str] = Counter()
    for address in json.loads((town.city / "sandbox.json").read_text(encoding="utf-8"))["servers"].values():
        found.update(requests.get(urljoin(address, "/__faults"), timeout=10).json()["injected"])
    return found


def people(town: Town) -> set[str]:
    """Numbers, telephones and names of everybody any agency knows; a name of one word is a word like others."""
    with psycopg.connect(libpq(town.agencies)) as conn:
        found = {str(row[0]).strip() for row in conn.execute(_PEOPLE).fetchall()}
    return {one for one in found if len(one) > 7 and (" " in one or one.lstrip("+").isdigit())}


def tables(url: str, schemas: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Table → its rows as text, one a line, in their order as text."""
    with psycopg.connect(libpq(url)) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        for schema, table, columns in conn.execute(_COLUMNS, [list(schemas)]).fetchall():
            kept = [one for one in columns if not left_out(table, one)]
            listed = ", ".join(f'"{one}"' for one in kept)
            chosen = f'select {listed} from "{schema}"."{table}" where {SOME.get(table, "true")}'
            rows = conn.execute(f"select (row_to_json(t))::text from ({chosen}) t".encode())
            yield f"{schema}.{table}", "\n".join([" ".join(kept), *sorted(row[0] for row in rows)])


def contents(town: Town) -> str:
    """What the town holds, so that it cannot become empty unseen."""
    lines: list[str] = []
    with psycopg.connect(libpq(town.hub)) as conn:
        for title, query in _COUNTS.items():
            counted = Counter({str(name): int(count) for name, count in conn.execute(query.encode()).fetchall()})
            lines += [f"{title}: {len(counted)} ({sum(counted.values())})"]
            lines += [f"  {name}: {count}" for name, count in sorted(counted.items())]
    return "\n".join(lines)


_COUNTS = {
    "cases by kind": "select kind, count(*) from simpul.cases group by 1",
    "cases by state": "select state, count(*) from simpul.cases group by 1",
    "rules that found something": "select field, count(*) from simpul.cases where field like 'aturan %' group by 1",
    "effects by kind": "select concat_ws(' ', system, kind, state), count(*) from simpul.effect group by 1",
    "decisions by choice": "select choice, count(*) from simpul.decision group by 1",
    "quarantine by rule": "select concat_ws(' ', rule, state), count(*) from simpul.quarantine group by 1",
    "links by state": "select concat_ws(' ', how, state), count(*) from simpul.match group by 1",
    "audit by act": f"select act, count(*) from simpul.audit where {SOME['audit']} group by 1",
}
