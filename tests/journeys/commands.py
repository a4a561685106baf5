"""Every command of the command line: those that only read are typed for their text and their JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer.main
from sqlalchemy import Engine

from cli.app import app
from simpul.testing import crew
from tests.journeys.hub import command

if TYPE_CHECKING:
    from tests.journeys.town import Town

#: Commands that only read and need to be told what; "{…}" is found in the town. Others that only read need nothing.
ASKED: Mapping[str, tuple[str, ...]] = {
    "balikan show": ("2026-09",),
    "cases bulk show": ("{job}",),
    "cases list": ("--limit", "5000"),
    "cases show": ("{case}",),
    "effects list": ("--limit", "5000"),
    "effects show": ("{effect}",),
    "errands list": ("--all",),
    "match list": ("--limit", "5000"),
    "match show": ("{link}",),
    "quarantine list": ("--limit", "5000"),
    "quarantine preview": ("apsp.pemohon",),
    "mapping explain": ("apsp.pemohon",),
    "pull": ("apsp.pemohon", "--dry-run"),
    "reports show": ("{report}", "--month", "2026-09"),
    "rules run": ("nik_nonaktif", "--dry-run"),
    "sweep show": ("{sweep}", "--limit", "5000"),
}
#: Commands that only read, and need to know who reads: typed last, by an account bound to whoever runs the town.
PERSONAL: Mapping[str, tuple[str, ...]] = {
    "cases proposals": ("--actor", "petugas", "--all"),
    "quarantine show": ("{entry}", "--purpose", "pemeriksaan", "--actor", "petugas"),
    "trace": ("--application", "{application}", "--purpose", "pemeriksaan", "--actor", "petugas"),
}
#: Commands that only read and need nothing.
PLAIN = (
    "alerts list", "alerts route list", "alerts route messages", "balikan list", "brake list", "cases bulk list",
    "cases delegations", "cases groups", "corrections list", "feeds", "link pools", "mapping check",
    "pause list", "people list", "people requests", "people units", "quarantine proposals",
    "reports list", "revert list", "rules check", "rules list", "status",
)  # fmt: skip
#: Commands typed on the journey itself; what they said is a part of its own.
ON_THE_WAY = (
    "alerts run", "compare", "deliver", "errands run", "match run", "pull", "rules run", "sweep run", "upkeep",
)  # fmt: skip
#: Why these are not typed. Those that take ``--actor`` act for a person; people of the town act on the pages.
NOT_TYPED: Mapping[str, str] = {
    "alerts beat": "looks at a process that the town does not run",
    "alerts watch": "does not end",
    "bench": "measures the machine",
    "console": "serves; the pages are a part of their own",
    "codes preview": "needs a folder of new codes",
    "db migrate": "done before the journey",
    "demo": "a town of its own",
    "link test": "measures the machine",
    "mapping diff": "needs a new mapping",
    "people first-admin": "of a hub without people",
    "remove": "takes the hub away",
    "reports export": "the console's files are the same ones",
    "sandbox generate": "the agencies, not the hub",
    "sandbox up": "the agencies, not the hub",
}
#: Of these as many are shown, each a piece of its own.
MANY = {"{case}": 8, "{effect}": 4, "{report}": 4, "{sweep}": 2}
#: Commands that know no ``--json``.
NO_JSON = ("link pools",)


def every() -> list[str]:
    """Names of all commands, by walking the application."""
    return sorted(_walk(typer.main.get_command(app), ()))


def _walk(here: Any, path: tuple[str, ...]) -> Iterator[str]:
    below = getattr(here, "commands", None)
    if below is None:
        yield " ".join(path)
        return
    for name, one in below.items():
        yield from _walk(one, (*path, name))


def acting() -> set[str]:
    """Names of the commands that act for a person."""
    found = set()
    for name in every():
        here: Any = typer.main.get_command(app)
        for word in name.split():
            here = here.commands[word]
        if any(one.name == "actor" for one in here.params):
            found.add(name)
    return found


def answers(town: Town) -> Iterator[tuple[str, str]]:
    """Piece → what a command that only reads says."""
    found = _places(town)
    for name in PLAIN:
        yield from _told(name, (), found)
    for name, asked in ASKED.items():
        yield from _told(name, asked, found)
    yield "all", "\n".join(every())


def personal(town: Town, engine: Engine) -> Iterator[tuple[str, str]]:
    """Piece → what a command says to an officer; what the town shows afterwards names who runs it."""
    crew.seat(engine, "petugas")
    found = _places(town)
    for name, asked in PERSONAL.items():
        yield from _told(name, asked, found)


def _told(name: str, asked: tuple[str, ...], found: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What it says as text, then as JSON: its English words are those of the pages."""
    for words in _worded(name.split(), asked, found):
        piece = " ".join(word for word in words if not word.startswith("--"))
        told = [words] if name in NO_JSON else [words, [*words, "--json"]]
        yield piece, "\n".join(str(command(*one)) for one in told)


def _worded(name: list[str], asked: tuple[str, ...], found: Mapping[str, list[str]]) -> Iterator[list[str]]:
    for place in [word for word in asked if word in found] or [""]:
        for value in found.get(place, [""])[: MANY.get(place, 1)]:
            yield name + [value if word == place else word for word in asked]


def _places(town: Town) -> dict[str, list[str]]:
    """What stands for each "{…}": of cases and effects those that differ most in kind first."""

    def ids(*words: str, by: tuple[str, ...] = (), key: str = "id") -> list[str]:
        rows = command(*words, "--json").data
        rows = sorted(rows, key=lambda row: int(row[key]))
        seen: dict[Any, int] = {}
        placed = []
        for row in rows:
            kind = tuple(str(row.get(one)) for one in by)
            seen[kind] = seen.get(kind, 0) + 1
            placed.append((seen[kind], int(row[key])))
        return [str(number) for _, number in sorted(placed)]

    return {
        "{case}": ids("cases", "list", "--closed", "--limit", "5000", by=("kind",)),
        "{effect}": ids("effects", "list", "--limit", "5000", by=("system", "kind", "state")),
        "{link}": ids("match", "list", "--limit", "5000"),
        "{job}": ids("cases", "bulk", "list"),
        "{entry}": ids("quarantine", "list", "--limit", "5000"),
        "{report}": [str(row["name"]) for row in command("reports", "list", "--json").data],
        "{sweep}": town.rows("select distinct run_id from simpul.sweep_range order by 1"),
        "{application}": town.rows("select nomor_permohonan from mirror.permohonan order by 1"),
    }
