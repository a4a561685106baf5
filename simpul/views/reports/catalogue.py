"""The reports there are, and how each is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.views.reports import complaints, data_balikan, disagreements, flow, leadership, printing_queue, services
from simpul.views.reports import stored as kept
from simpul.views.reports.build import Asked, words
from simpul.views.reports.period import months_known
from simpul.views.reports.shape import Report


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One report: what it answers and what it may be limited to."""

    make: Callable[[Connection, Asked], Report]
    title: Words
    #: The question it answers.
    answers: Words
    #: Of ``owner`` and ``kecamatan``.
    limits: tuple[str, ...] = ()
    #: Names of the kept counts it is made of.
    kept: tuple[str, ...] = ()
    #: Always of the whole city: its figures are not divided by kecamatan or office of who looks.
    city: bool = False


REPORTS: dict[str, Definition] = {
    "ketidaksesuaian": Definition(
        make=disagreements.disagreements,
        title=words("Ketidaksesuaian", "Disagreements"),
        answers=words("Siapa harus menyelesaikan apa, dan sejak kapan?", "Who must settle what, and since when?"),
        limits=("owner", "kecamatan"),
    ),
    "layanan": Definition(
        make=services.by_service,
        title=words("Waktu layanan", "Service clocks"),
        answers=words("Berapa hari kerja tiap layanan?", "How many working days does each service take?"),
        limits=("kecamatan",),
        kept=("layanan",),
    ),
    "layanan-kecamatan": Definition(
        make=services.by_office,
        title=words("Waktu layanan menurut kecamatan", "Service clocks by district"),
        answers=words("Di kecamatan mana dokumen tepat waktu?", "In which district are documents on time?"),
        limits=("kecamatan",),
        kept=("layanan",),
    ),
    "blangko": Definition(
        make=printing_queue.blanks,
        title=words("Stok blangko", "Blank cards"),
        answers=words("Berapa hari lagi blangko cukup?", "How many days will the blank cards last?"),
        limits=("kecamatan",),
        city=True,
    ),
    "antrean-cetak": Definition(
        make=printing_queue.queue,
        title=words("Antrean cetak", "Print queue"),
        answers=words("Berapa kartu menunggu dicetak, dan berapa lama?", "How many cards wait, and for how long?"),
        limits=("kecamatan",),
        kept=("antrean-cetak",),
    ),
    "pengaduan": Definition(
        make=complaints.complaints,
        title=words("Pengaduan belum dijawab", "Unanswered complaints"),
        answers=words("Instansi mana belum menjawab?", "Which office has not answered?"),
        kept=("pengaduan",),
        city=True,
    ),
    "angka-kontrol": Definition(
        make=flow.totals,
        title=words("Angka kontrol", "Control totals"),
        answers=words("Apakah setiap baris yang dibaca ada jejaknya?", "Is every row that was read accounted for?"),
        city=True,
    ),
    "gangguan": Definition(
        make=flow.outages,
        title=words("Gangguan menurut sebab", "Disruptions by cause"),
        answers=words("Sistem mana terganggu, berapa lama, mengapa?", "Which system was down, how long and why?"),
        city=True,
    ),
    "surat-perbaikan": Definition(
        make=disagreements.corrections,
        title=words("Surat perbaikan", "Correction letters"),
        answers=words("Surat mana belum dijawab kantor?", "Which letters has an office not answered?"),
        limits=("owner",),
    ),
    "data-balikan": Definition(
        make=data_balikan.told,
        title=words("Data balikan", "Data balikan"),
        answers=words("Bulan mana sudah dilaporkan ke Dukcapil?", "Which months were told to the registry?"),
    ),
    leadership.NAME: Definition(
        make=leadership.summary,
        title=leadership.TITLE,
        answers=words("Bagaimana layanan kota bulan ini?", "How do the city's services do this month?"),
        kept=("layanan", "pengaduan"),
    ),
}


def make(engine: Engine, name: str, asked: Asked, *, whole: Engine | None = None) -> Report:
    """A report as ``engine`` may see it. ``whole``: sees every office, for counts that are kept (default: ``engine``).

    Raises:
        NotPossible: there is no such report.
    """
    if name not in REPORTS:
        raise NotPossible(
            Words(
                id=f"Tidak ada laporan bernama itu. Yang ada: {', '.join(REPORTS)}.",
                en=f"There is no such report. There are: {', '.join(REPORTS)}.",
            )
        )
    found = REPORTS[name]
    wanted = asked if name == leadership.NAME else asked.only(*found.limits, city=found.city)
    parts = [(part, one.period) for part in found.kept for one in leadership.months(wanted)]
    with _snapshot(engine) as conn:
        stale = [one for one in parts if not kept.fresh(conn, *one)]
        if not stale:
            return found.make(conn, wanted)
    for part, period in stale:
        kept.keep(whole or engine, part, period)
    with _snapshot(engine) as conn:
        return found.make(conn, wanted)


def _snapshot(engine: Engine) -> Connection:
    """The figures of a page belong together. Set on the connection: whose rows it sees is said first in it."""
    return engine.execution_options(isolation_level="REPEATABLE READ").connect()


def keep(engine: Engine) -> None:
    """Make the kept counts of this month and the one before anew, so that by day nobody waits for them."""
    with engine.connect() as conn:
        known = months_known(conn)[:2]
    for name in kept.NAMES:
        for period in known:
            kept.keep(engine, name, period, anew=True)
