"""The ``simpul`` command: its words, and what each kind of trouble says and exits with.

Exit codes: 0 done · 1 unexpected · 2 wrong words · 3 a person must act · 4 try again later · 5 already running.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import bench, cases, demo_attach, demo_options, flow, links, mapping, sandbox, trace
from simpul import casewords, errors, mask

#: Kind of trouble → (exit code, what it means in Indonesian, in English); the first match counts.
TROUBLE: tuple[tuple[type[errors.SimpulError], int, str, str], ...] = (
    (errors.BadConfig, 3, "Pengaturan salah", "Wrong setting"),
    (errors.BadCredentials, 3, "Instansi menolak nama masuk atau kata sandi", "The agency refused our login"),
    (errors.AccessExpired, 3, "Perjanjian akses sudah berakhir", "The access agreement has ended"),
    (errors.BrokenContract, 3, "Bentuk data sumber berubah", "The source no longer looks as its mapping says"),
    (errors.BrakeHeld, 3, "Ditahan: terlalu banyak yang akan berubah", "Held: too much would change"),
    (errors.Stop, 3, "Perlu tindakan orang", "A person must act"),
    (errors.Rejected, 3, "Sistem tujuan menolak", "The receiving system refused"),
    (errors.Park, 4, "Koneksi ditutup sampai waktu tertentu", "The link is closed until a known time"),
    (errors.Retry, 4, "Koneksi terganggu, coba lagi nanti", "The link is disturbed, try again later"),
    (errors.LeaseLost, 4, "Pekerjaan diambil alih proses lain", "Another worker took the work over"),
    (errors.AlreadyRunning, 5, "Sedang dikerjakan proses lain", "Another worker is doing this already"),
    (casewords.NotPossible, 3, "Tidak dapat dilakukan", "It cannot be done"),
    (errors.SimpulError, 1, "Tidak berhasil", "It did not work"),
)

app = typer.Typer(
    name="simpul",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Simpul menjaga data sistem-sistem kota tetap selaras. / Simpul keeps a city's systems in agreement.",
    epilog=__doc__.splitlines()[2],
)
flow.register(app)
trace.register(app)
demo_options.register(app)
app.add_typer(cases.app, name="cases")
app.add_typer(links.app, name="link")
app.add_typer(mapping.app, name="mapping")
app.add_typer(sandbox.app, name="sandbox")
bench.register(app)


@app.callback()
def _language(
    lang: Annotated[str, typer.Option("--lang", help="id | en (SIMPUL_LANG)", envvar="SIMPUL_LANG")] = "id",
) -> None:
    os.environ["SIMPUL_LANG"] = lang


def main() -> None:
    """Run the command; every trouble we know becomes one clear line and an exit code."""
    try:
        if sys.argv[1:2] != ["demo"]:
            demo_attach.attach(Path(os.environ.get("SIMPUL_HOME") or ".simpul"))
        app(prog_name="simpul")
    except errors.SimpulError as error:
        sys.exit(_explain(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        code = _database_trouble(error)
        if code is None:
            raise
        sys.exit(code)


def _explain(error: errors.SimpulError) -> int:
    code, indonesian, english = next(entry[1:] for entry in TROUBLE if isinstance(error, entry[0]))
    head = english if os.environ.get("SIMPUL_LANG", "").startswith("en") else f"{indonesian} / {english}"
    said = f"{error} / {error.words.en}" if isinstance(error, casewords.NotPossible) else str(error)
    print(f"simpul: {head}: {mask.scrub(said)}", file=sys.stderr)
    return code


def _database_trouble(error: Exception) -> int | None:
    """The database being away is daily life, not a traceback."""
    from sqlalchemy import exc

    if not isinstance(error, (exc.OperationalError, exc.InterfaceError)):
        return None
    reason = mask.scrub(error.orig).strip().splitlines()[0]
    print(
        "simpul: Basis data tidak dapat dihubungi atau menolak / The database cannot be reached or refused: "
        f"{reason} → periksa SIMPUL_DATABASE_URL dan ruang disk / check the address and disk space",
        file=sys.stderr,
    )
    return 4
