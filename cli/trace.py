"""trace: one citizen through every system. A NIK is typed or piped in, never a word of the command line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from cli.acting import who
from cli.out import AsJson, json_out, language, line, say, table
from simpul.errors import Stop


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
    purpose: Annotated[str, typer.Option("--purpose", help="Keperluan, dicatat / purpose, written down.")] = "",
    actor: Annotated[str, typer.Option("--actor", envvar="SIMPUL_ACTOR", help="Nama petugas / who looks.")] = "",
    as_json: AsJson = False,
) -> None:
    """Telusur data satu warga; NIK diketik setelah diminta / trace one citizen; the NIK is asked for."""
    from simpul import config
    from simpul import trace as use_case
    from simpul.store import db

    nik = _ask() if application is None and complaint is None and receipt is None else None
    found = use_case.trace(
        db.engine(), config.load(), nik=nik, application=application, complaint=complaint, receipt=receipt,
        actor=who(actor), purpose=purpose,
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


def _detail(detail: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in detail.items() if value)


def _ask() -> str:
    # Not shown while typed: the screen of a counter faces the public.
    nik = (getpass.getpass("NIK: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
    if len(nik) != 16 or not nik.isascii() or not nik.isdigit():
        raise Stop(say("NIK terdiri atas 16 angka.", "a NIK has 16 digits."))
    return nik
