"""How the command speaks: tables for people, JSON for programs, one line for a progress nobody watches."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simpul.core import clock, i18n
from simpul.core.i18n import Language, Words
from simpul.values import mask

if TYPE_CHECKING:
    from simpul.core.model import Progress

AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON / JSON output.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Paling banyak / at most.")]
#: Seconds between two plain progress lines when nobody is watching a terminal.
QUIET_SECONDS = 5.0
#: The parts of a run's control totals, in their order.
TOTALS = {
    "read": Words(id="Dibaca", en="Read"),
    "applied": Words(id="Diterapkan", en="Applied"),
    "unchanged": Words(id="Sama", en="Unchanged"),
    "superseded": Words(id="Tersusul", en="Superseded"),
    "quarantined": Words(id="Karantina", en="Quarantined"),
    "pending": Words(id="Menunggu", en="Pending"),
    "quarantined_values": Words(id="Nilai dikarantina", en="Values quarantined"),
}


def language() -> Language:
    """What the user asked for: ``en`` (``--lang en`` or SIMPUL_LANG=en), else ``id``."""
    return "en" if os.environ.get("SIMPUL_LANG", "").lower().startswith("en") else "id"


def say(indonesian: str, english: str) -> str:
    """The sentence in the user's language."""
    return english if language() == "en" else indonesian


def line(text: str) -> None:
    """One line on standard output, with population numbers masked."""
    print(mask.scrub(text))


def json_out(data: object) -> None:
    """``data`` (values, dataclasses, lists of them) as indented JSON with population numbers masked."""
    import orjson

    text = orjson.dumps(_plain(data), default=str, option=orjson.OPT_NON_STR_KEYS)
    # Only texts: dots inside a number of sixteen digits would make JSON that nobody can read.
    print(orjson.dumps(_scrubbed(orjson.loads(text)), option=orjson.OPT_INDENT_2).decode())


def _scrubbed(data: Any) -> Any:
    if isinstance(data, str):
        return mask.scrub(data)
    if isinstance(data, list):
        return [_scrubbed(item) for item in data]
    if isinstance(data, dict):
        return {mask.scrub(name): _scrubbed(item) for name, item in data.items()}
    return data


def _plain(data: object) -> object:
    if hasattr(data, "_asdict"):
        return data._asdict()
    if isinstance(data, (list, tuple)):
        return [_plain(item) for item in data]
    return data


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A titled table for people; times in WIB, population numbers masked."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(*columns, header_style="bold", show_header=any(columns), box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*(cell(value) for value in row))
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    if title:
        # Not the table's own title, which would be folded to the width of a narrow table.
        console.print(f"\n{title}", style="bold", markup=False)
    if shown.row_count:
        console.print(shown)


def cell(value: object) -> str:
    """One value as text for a table."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        return i18n.as_of(value, clock.now(), language())
    if isinstance(value, bool):
        return say("ya", "yes") if value else say("tidak", "no")
    if isinstance(value, int):
        return i18n.number(value, language())
    return mask.scrub(str(value)).replace("[", "\\[")


def show_rows(title: str, found: list[Any]) -> None:
    """Frozen values as a table, one column per field that says something in any row."""
    if not found:
        line(f"{title}: {say('tidak ada', 'none')}")
        return
    names = [
        field.name for field in fields(found[0]) if any(getattr(row, field.name) not in (None, "") for row in found)
    ]
    table(title, names, [[getattr(row, name) for name in names] for row in found])


def show_one(title: str, found: Any) -> None:
    """One value, a line per field; values inside it as tables of their own."""
    parts = {field.name: getattr(found, field.name) for field in fields(found)}
    plain = {name: part for name, part in parts.items() if not _nested(part)}
    table(title, ("", ""), [(name, part) for name, part in plain.items() if part not in (None, "", ())])
    for name, part in parts.items():
        if _nested(part):
            show_rows(name, [part] if is_dataclass(part) else list(part))


def _nested(part: object) -> bool:
    return is_dataclass(part) or (isinstance(part, (list, tuple)) and bool(part) and is_dataclass(part[0]))


@contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A callback for long work: a bar with rows, rate and time left on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich import progress as bar
    from rich.console import Console

    words = bar.TextColumn("{task.description}")
    columns = (words, bar.BarColumn(), bar.MofNCompleteColumn(), _rate(), bar.TimeRemainingColumn())
    with bar.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, bar.TaskID] = {}

        def show(seen: Progress) -> None:
            if seen.stage not in tasks:
                tasks[seen.stage] = bars.add_task(seen.stage, total=seen.total)
            bars.update(tasks[seen.stage], completed=seen.rows, total=seen.total)

        yield show


def _rate() -> Any:
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    return Rate()


@dataclass
class _Lines:
    """Plain lines on standard error, at most one every few seconds and one per new stage."""

    stage: str = ""
    said_at: float = 0.0

    def __call__(self, seen: Progress) -> None:
        now = time.monotonic()
        if seen.stage == self.stage and now - self.said_at < QUIET_SECONDS:
            return
        self.stage, self.said_at = seen.stage, now
        of = f" / {seen.total:,}" if seen.total else ""
        print(f"{seen.stage}: {seen.rows:,}{of}", file=sys.stderr, flush=True)
