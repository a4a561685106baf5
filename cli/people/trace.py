"""trace: one citizen through every system. NIK and name are typed or piped in, never words of the command line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import who
from cli.output import AsJson, json_out, language, line, say, table
from simpul.core.errors import Stop

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from simpul.config.settings import City
    from simpul.store.access_log import Looking
    from simpul.views.trace import TraceEntry


def register(app: typer.Typer) -> None:
    """Add the word to the command."""
    app.command()(trace)


def trace(
    application: Annotated[
        str | None, typer.Option("--application", help="Nomor permohonan / application number.")
    ] = None,
    complaint: Annotated[str | None, typer.Option("--complaint", help="Id pengaduan / complaint id.")] = None,
    receipt: Annotated[
        str | None, typer.Option("--receipt", help="Nomor tanda terima atau berkas / receipt or counter number.")
    ] = None,
    name: Annotated[
        bool,
        typer.Option("--name", help="Cari dengan nama dan tanggal lahir / by name and birth date, both asked for."),
    ] = False,
    purpose: Annotated[
        str, typer.Option("--purpose", help="Keperluan, wajib dan dicatat / purpose, required and written down.")
    ] = "",
    actor: Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who looks.")] = "",
    as_json: AsJson = False,
) -> None:
    """Telusur data satu warga; NIK atau nama diketik setelah diminta / trace one citizen; NIK or name is asked for."""
    from simpul.config import settings
    from simpul.store import engine as db
    from simpul.store.access_log import Looking
    from simpul.views import trace as use_case

    engine, city = db.engine(), settings.load()
    if name:
        looking = Looking(actor=who(actor), reason=purpose)
        found = _chosen(engine, city, looking)
    else:
        nik = _ask() if application is None and complaint is None and receipt is None else None
        found = use_case.trace(
            engine, city, nik=nik, application=application, complaint=complaint, receipt=receipt, actor=who(actor),
            purpose=purpose,
        )  # fmt: skip
    if as_json:
        json_out(found)
        return
    if not found:
        line(say("Tidak ada catatan tentang warga ini.", "There is nothing about this citizen."))
        return
    columns = (say("Waktu", "When"), say("Sistem", "System"), say("Kejadian", "What"), say("Rincian", "Detail"))
    table(
        say("Telusur data warga", "Trace"),
        columns,
        [
            (entry.at, entry.system or "Simpul", entry.words.say(language()), _detail(entry.detail))
            for entry in found
        ],
    )  # fmt: skip


def _chosen(engine: Engine, city: City, looking: Looking) -> tuple[TraceEntry, ...]:
    """The line of one of the citizens of a name and birth date; of several one is chosen by its number in the list."""
    from simpul.views import trace as use_case

    typed = _hidden(say("Nama lengkap", "Full name"))
    day = _hidden(say("Tanggal lahir (1990-12-31)", "Birth date (1990-12-31)"))
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise Stop(say("Tulis tanggal sebagai tahun-bulan-hari.", "write the date as year-month-day.")) from None
    found = use_case.search(engine, city, looking, name=typed, born=asked)
    if not found:
        return ()
    columns = ("No.", "NIK", say("Kelurahan", "Kelurahan"), say("Umur", "Age"))
    table(say("Warga yang ditemukan", "Citizens found"), columns,
          [(number, one.nik, one.kelurahan, one.age) for number, one in enumerate(found, 1)])  # fmt: skip
    number = "1" if len(found) == 1 else _hidden(say("Nomor yang dipilih", "Number chosen"))
    if not number.isdecimal() or not 1 <= int(number) <= len(found):
        raise Stop(say("Nomor itu tidak ada di daftar.", "that number is not in the list."))
    return use_case.choose(engine, city, looking, found[int(number) - 1].handle).entries


def _hidden(label: str) -> str:
    # Not shown while typed: the screen of a counter faces the public.
    return (getpass.getpass(f"{label}: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()


def _detail(detail: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items() if value)


def _ask() -> str:
    nik = _hidden("NIK")
    if len(nik) != 16 or not nik.isascii() or not nik.isdigit():
        raise Stop(say("NIK terdiri atas 16 angka.", "a NIK has 16 digits."))
    return nik
