"""rules list, check, run: the cross-system rules, what is wrong with a file, what a rule finds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import AsJson, json_out, language, line, say, table
from simpul.core import i18n
from simpul.core.errors import BadConfig

if TYPE_CHECKING:
    from simpul.compare.rules.admin import DryRun, Listed

app = typer.Typer(no_args_is_help=True, help="Aturan antarsistem / the cross-system rules.")

File = Annotated[Path | None, typer.Argument(help="Satu berkas, semula semua / one file, all by default.", exists=True)]
DryRunning = Annotated[bool, typer.Option("--dry-run", help="Hanya hitung, tidak menulis / only count, write nothing.")]
Which = Annotated[str, typer.Argument(help="Nama aturan, atau berkas dengan --dry-run / its name, or a file.")]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Semua aturan dan keadaannya / every rule and where it stands."""
    from simpul.compare.rules import admin
    from simpul.config import settings
    from simpul.store import engine as db

    admin.installed()
    found = admin.listed(db.engine(), settings.load())
    if as_json:
        json_out([_plain(one) for one in found])
        return
    columns = (say("Aturan", "Rule"), say("Judul", "Title"), say("Bobot", "Severity"), say("Penanggung jawab", "Owner"),
               say("Terbuka", "Open"), say("Melihat sejak", "Looks since"), say("Ditahan", "Held"))  # fmt: skip
    rows = [
        (one.rule.name, one.rule.heading().say(language()), one.rule.severity, one.rule.owner, one.open, one.since,
         one.held.say(language()) if one.held else None)
        for one in found
    ]  # fmt: skip
    table(say("Aturan antarsistem", "Cross-system rules"), columns, rows)


@app.command()
def check(file: File = None, as_json: AsJson = False) -> None:
    """Periksa berkas aturan / check rule files; exit 3 if one has a mistake."""
    from simpul.compare.rules import admin
    from simpul.config import settings
    from simpul.store import engine as db

    city, engine = settings.load(), db.engine()
    mistakes: list[str] = []
    paths = [file] if file else admin.installed()
    for path in paths:
        try:
            admin.check(engine, city, path)
        except BadConfig as mistake:
            mistakes.append(str(mistake))
    if as_json:
        json_out({"checked": len(paths), "mistakes": mistakes})
    for told in mistakes if not as_json else ():
        line(told)
    if not mistakes and not as_json:
        line(say(f"{len(paths)} aturan benar.", f"{len(paths)} rules are right."))
    if mistakes:
        raise typer.Exit(3)


@app.command()
def run(which: Which, dry: DryRunning = False, as_json: AsJson = False) -> None:
    """Jalankan satu aturan atas semua data / run one rule over everything now."""
    from simpul.compare.rules import admin
    from simpul.config import settings
    from simpul.store import engine as db

    city, engine = settings.load(), db.engine()
    if dry:
        tried = admin.dry_run(engine, city, _path(which))
        if as_json:
            json_out(tried)
        else:
            _show(tried)
        return
    counts = asdict(admin.run(engine, city, _path(which).stem))
    if as_json:
        json_out({"rule": which, **counts})
    else:
        line(f"{which}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


def _path(which: str) -> Path:
    """A file, or the shipped rule of that name. BadConfig naming the near ones."""
    from cli.data.flow import known
    from simpul.compare.rules import admin

    given = Path(which)
    if given.suffix == ".sql" and given.exists():
        return given.resolve()
    return known(which, {path.stem: path for path in admin.installed()}, "aturan / rule")


def _show(tried: DryRun) -> None:
    seconds = f"{tried.seconds:.2f}".replace(".", "," if language() == "id" else ".")
    count, later = (i18n.number(number, language()) for number in (tried.count, tried.later))
    line(
        say(
            f"{tried.rule}: {count} temuan, {later} subjek mungkin menyusul, {seconds} detik.",
            f"{tried.rule}: {count} findings, {later} subjects may follow later, {seconds} s.",
        )
    )
    if tried.held:
        line(tried.held.say(language()))
    if tried.samples:
        columns = (say("Subjek", "Subject"), say("Catatan", "Record"), say("Temuan", "Finding"))
        rows = [(one.subject, one.record, one.sentence.say(language())) for one in tried.samples]
        table(say("Contoh", "Samples"), columns, rows)


def _plain(one: Listed) -> dict[str, Any]:
    rule = one.rule
    return {
        "name": rule.name, "judul": rule.judul, "title": rule.title, "type": rule.type, "severity": rule.severity,
        "owner": rule.owner, "due": rule.due, "subject": rule.subject, "record": rule.record,
        "needs": list(rule.needs), "wakes": list(rule.wakes), "revision": rule.revision, "since": one.since,
        "open": one.open, "held": asdict(one.held) if one.held else None,
    }  # fmt: skip
