"""status, feeds, pull, compare, deliver, upkeep, db migrate: moving data and seeing how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.output import TOTALS, AsJson, json_out, language, line, progress, say, table
from simpul.core.errors import BadConfig
from simpul.core.i18n import duration

if TYPE_CHECKING:
    from simpul.config.settings import City
    from simpul.core.model import Feed

Value = TypeVar("Value")
database = typer.Typer(no_args_is_help=True, help="Basis data hub / the hub's database.")


def register(app: typer.Typer) -> None:
    """Add these words to the command."""
    for command in (status, feeds, pull, compare, deliver, upkeep):
        app.command()(command)
    app.add_typer(database, name="db")


def status(as_json: AsJson = False) -> None:
    """Apakah semua berjalan, dan bila tidak apa yang harus dilakukan / is all well, and if not, what to do."""
    from simpul.config import settings
    from simpul.operations import status as use_case
    from simpul.store import engine as db

    found = use_case.status(db.engine(), settings.load())
    if as_json:
        json_out(found)
        return
    line(say(found.verdict_id, found.verdict_en))
    for number, task in enumerate(found.tasks, 1):
        line(f"{number}. {task.what.say(language())} {task.whom.say(language())} → {task.advice.say(language())}")
    table(
        say("Koneksi", "Links"),
        (say("Sistem", "System"), say("Keadaan", "State"), say("Keterangan", "What it does")),
        [(link.title, link.word.say(language()), say(link.sentence_id, link.sentence_en)) for link in found.links],
    )
    table(
        say("Umpan", "Feeds"),
        (say("Umpan", "Feed"), say("Umur data", "Age of data"), say("Baris", "Rows"), say("Run terakhir", "Last run")),
        [
            (
                feed.name,
                duration(feed.age, language()) if feed.age is not None else None,
                feed.mirrored,
                feed.last_run.state if feed.last_run else None,
            )
            for feed in found.feeds
        ],
    )


def feeds(as_json: AsJson = False) -> None:
    """Umpan yang diketahui hub / the feeds the hub knows."""
    from simpul.config import settings

    city = settings.load()
    listed = [
        {
            "feed": feed.name,
            "title": city.systems[feed.system].title,
            "entity": feed.entity,
            "scope": feed.scope,
            "every_seconds": int(feed.every.total_seconds()),
            "parent": feed.parent,
            "enabled": feed.enabled,
            "file": feed.file,
        }
        for feed in city.feeds.values()
    ]
    if as_json:
        json_out(listed)
        return
    table(
        say("Umpan", "Feeds"),
        (say("Umpan", "Feed"), say("Sistem", "System"), say("Entitas", "Entity"), say("Setiap", "Every")),
        [
            (feed.name, city.systems[feed.system].title, feed.entity, duration(feed.every, language()))
            for feed in city.feeds.values()
            if feed.enabled
        ],
    )


def pull(
    feed: Annotated[str, typer.Argument(help="siak.penduduk, apsp.pemohon, …")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya lihat, tidak menyimpan / store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tarik satu umpan sekarang / pull one feed now."""
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    city = settings.load()
    wanted = known(feed, city.feeds, "feed")
    if dry_run:
        _dry_run(city, wanted, as_json)
        return
    with progress() as show:
        start = use_cases.Start(caller="cli", progress=show)
        result = use_cases.pull(db.engine(), city, wanted.name, start).result
    if as_json:
        json_out({"run_id": result.run_id, "state": result.state, "reason": result.reason, **asdict(result.totals)})
        return
    line(f"{feed}: {result.state} {result.reason}".rstrip())
    parts = asdict(result.totals)
    table("", [words.say(language()) for words in TOTALS.values()], [[parts[name] for name in TOTALS]])


def _dry_run(city: City, feed: Feed, as_json: bool) -> None:
    from simpul.operations import use_cases
    from simpul.store import engine as db

    found = use_cases.dry_run(db.engine(), city, feed.name, use_cases.Start(caller="cli")).result
    if as_json:
        json_out(found)
        return
    line(say("Tidak ada yang disimpan.", "Nothing was stored."))
    if found.held:
        line(say("Akan ditahan: terlalu banyak berubah.", "Would be held: too much changes."))
    numbers = {name: value for name, value in vars(found).items() if type(value) is int}
    table("", list(numbers), [list(numbers.values())])
    rows = [tuple(one.values()) for one in found.sample]
    table(
        say("Contoh, disamarkan", "Some, masked"),
        (say("Catatan", "Record"), say("Kolom", "Field"), say("Sekarang", "Now"), say("Menjadi", "Would be")),
        rows,
    )


def compare(as_json: AsJson = False) -> None:
    """Kenali siapa yang dimaksud, lalu bandingkan yang baru berubah / find who is meant, then compare what changed."""
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    with progress() as show:
        start = use_cases.Start(caller="cli", progress=show)
        result = use_cases.compare(db.engine(), settings.load(), "", start).result
    if as_json:
        json_out(result)
        return
    _counted({name: value for name, value in vars(result).items() if not name.startswith("rules")})
    line("aturan / rules: " + ", ".join(f"{name} {value}" for name, value in asdict(result.rules).items()))
    waiting = sorted({words.say(language()) for _, words in result.rules_held})
    for told in (*waiting, *(f"{name}: {mistake}" for name, mistake in result.rules_failed)):
        line(f"aturan {told}")


def deliver(
    system: Annotated[str, typer.Argument(help="apsp, sp4, dukcapil, …")],
    as_json: AsJson = False,
) -> None:
    """Kirim yang siap ke satu sistem / send what is ready to one system."""
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    city = settings.load()
    known(system, city.systems, "system")
    with progress() as show:
        start = use_cases.Start(caller="cli", progress=show)
        result = use_cases.deliver(db.engine(), city, system, start).result
    if as_json:
        json_out(result)
    else:
        _counted(vars(result))


def upkeep(as_json: AsJson = False) -> None:
    """Hapus yang lewat masa simpan, segel audit, uji koneksi / remove what is too old, seal the audit, test links."""
    from simpul.config import settings
    from simpul.operations import use_cases
    from simpul.store import engine as db

    result = use_cases.upkeep(db.engine(), settings.load(), "", use_cases.Start(caller="cli")).result
    if as_json:
        json_out(result)
    else:
        _counted(vars(result))


def _counted(counts: Mapping[str, object]) -> None:
    line(", ".join(f"{name} {value}" for name, value in counts.items() if value not in (None, "", ())))


def known(name: str, among: Mapping[str, Value], what: str) -> Value:
    """The value of that name; BadConfig naming the near ones."""
    from difflib import get_close_matches

    if name in among:
        return among[name]
    near = ", ".join(get_close_matches(name, among, n=3, cutoff=0.4) or sorted(among))
    raise BadConfig(f"{what} '{name}' tidak dikenal / is not known", hint=f"{near}?")


@database.command()
def migrate(as_json: AsJson = False) -> None:
    """Buat atau perbarui tabel hub / make the hub's tables or bring them up to date."""
    from simpul.store import engine as db
    from simpul.store import migrate as use_case

    done = use_case.migrate(db.default_url())
    if as_json:
        json_out({"changes": done})
        return
    for change in done or [say("Tabel sudah mutakhir.", "The tables are up to date.")]:
        line(change)
