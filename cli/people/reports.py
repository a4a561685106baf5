"""reports: the monthly figures, on the terminal and as files."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, json_out, language, line, say, table

if TYPE_CHECKING:
    from simpul.views.reports import Report

app = typer.Typer(no_args_is_help=True, help="Laporan bulanan / the monthly reports.")


class Suffix(StrEnum):
    """A kind of file."""

    pdf = "pdf"
    xlsx = "xlsx"
    csv = "csv"


Name = Annotated[str, typer.Argument(help="simpul reports list", metavar="NAME")]
Which = Annotated[str, typer.Option("--month", help="2026-10")]
Office = Annotated[str | None, typer.Option("--office", help="DK, PT, SP, KC, WD, IN")]
District = Annotated[str | None, typer.Option("--kecamatan", help="127101 … 127121")]
Baseline = Annotated[str, typer.Option("--baseline", help="Bulan pembanding Ringkasan / the summary's baseline month.")]


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Laporan yang ada / the reports there are."""
    from simpul.views import reports

    if as_json:
        json_out([{"name": name, "title": one.title.say(language())} for name, one in reports.REPORTS.items()])
        return
    rows = [(name, one.title.say(language()), one.answers.say(language())) for name, one in reports.REPORTS.items()]
    table(say("Laporan", "Reports"), (say("Nama", "Name"), say("Judul", "Title"), say("Menjawab", "Answers")), rows)


@app.command("show")
def show(
    name: Name,
    month: Which = "",
    office: Office = None,
    kecamatan: District = None,
    baseline: Baseline = "",
    as_json: AsJson = False,
) -> None:
    """Satu laporan dengan arti angkanya / one report with the meaning of its figures."""
    from simpul.views.reports import cell_text, shape

    report = _made(name, month, office, kecamatan, baseline)
    if as_json:
        json_out(_plain(report))
        return
    lines = [
        [cell_text(cell, column.kind, language()) for cell, column in zip(row, report.columns, strict=True)]
        for row in report.lines
    ]
    title = f"{report.title.say(language())}, {report.period.words.say(language())}"
    table(title, [column.title.say(language()) for column in report.columns], lines)
    for label, value in (*shape.definitions(report, language()), *shape.heading(report, language())[-2:]):
        line(f"{label}: {value}")


@app.command("export")
def export(
    name: Name,
    out: Annotated[Path, typer.Option("--out", help="Berkas baru / a new file.")],
    form: Annotated[Suffix, typer.Option("--format", help="pdf | xlsx | csv")] = Suffix.pdf,
    month: Which = "",
    office: Office = None,
    kecamatan: District = None,
    baseline: Baseline = "",
) -> None:
    """Tulis laporan ke berkas / write a report into a file."""
    from simpul.views.reports import documents

    report = _made(name, month, office, kecamatan, baseline)
    body = documents.FORMATS[form.value].write(report, language())
    try:
        with out.open("xb") as file:
            file.write(body)
    except FileExistsError:
        raise typer.BadParameter(say("berkas sudah ada", "the file exists"), param_hint="--out") from None
    line(f"{out}: {report.checksum}")


def _made(name: str, month: str, office: str | None, kecamatan: str | None, baseline: str) -> Report:
    from simpul.config import settings
    from simpul.store import engine as db
    from simpul.views import reports
    from simpul.views.reports import leadership

    engine = db.engine()
    with engine.connect() as conn:
        known = reports.months_known(conn)
    period = reports.month_of(month) if month else known[0]
    asked = reports.Asked(city=settings.load(), period=period, owner=office, kecamatan=kecamatan)
    if name == leadership.NAME:
        plain = replace(asked, owner=None, kecamatan=None)
        asked = leadership.compared(plain, reports.month_of(baseline) if baseline else None)
    return reports.make(engine, name, asked)


def _plain(report: Report) -> dict[str, object]:
    """Names of columns with values as they are; what is not told as ``<5``."""
    from simpul.core.i18n import Words
    from simpul.views.reports import Cell, documents
    from simpul.views.reports.shape import Hidden

    def told(cell: Cell) -> object:
        return documents.plain(cell, language()) if isinstance(cell, (Words, str, Hidden)) else cell

    names = [column.name for column in report.columns]
    return {
        "name": report.name,
        "title": report.title.say(language()),
        "month": str(report.period),
        "rows": [dict(zip(names, map(told, row), strict=True)) for row in report.rows],
        "total": dict(zip(names, map(told, report.total), strict=True)) if report.total else None,
        "made_at": report.made_at,
        "checksum": report.checksum,
    }
