"""The reports there are, and how each is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from simpul.errors import NotPossible
from simpul.reports import complaints, disagreements, flow, leadership, printing, services, told
from simpul.reports.making import Asked, words
from simpul.reports.shape import Report
from simpul.wording import Words


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One report: what it answers and what it may be limited to."""

    make: Callable[[Connection, Asked], Report]
    title: Words
    #: The question it answers.
    answers: Words
    #: Of ``owner`` and ``kecamatan``.
    limits: tuple[str, ...] = ()
    #: Months whose kept service clocks it needs.
    clocks: Callable[[Asked], tuple[Asked, ...]] | None = None


def _own(asked: Asked) -> tuple[Asked, ...]:
    return (asked,)


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
        clocks=_own,
    ),
    "layanan-kecamatan": Definition(
        make=services.by_office,
        title=words("Waktu layanan menurut kecamatan", "Service clocks by district"),
        answers=words("Di kecamatan mana dokumen tepat waktu?", "In which district are documents on time?"),
        limits=("kecamatan",),
        clocks=_own,
    ),
    "blangko": Definition(
        make=printing.blanks,
        title=words("Stok blangko", "Blank cards"),
        answers=words("Berapa hari lagi blangko cukup?", "How many days will the blank cards last?"),
        limits=("kecamatan",),
    ),
    "antrean-cetak": Definition(
        make=printing.queue,
        title=words("Antrean cetak", "Print queue"),
        answers=words("Berapa kartu menunggu dicetak, dan berapa lama?", "How many cards wait, and for how long?"),
        limits=("kecamatan",),
    ),
    "pengaduan": Definition(
        make=complaints.complaints,
        title=words("Pengaduan belum dijawab", "Unanswered complaints"),
        answers=words("Instansi mana belum menjawab?", "Which office has not answered?"),
    ),
    "angka-kontrol": Definition(
        make=flow.totals,
        title=words("Angka kontrol", "Control totals"),
        answers=words("Apakah setiap baris yang dibaca ada jejaknya?", "Is every row that was read accounted for?"),
    ),
    "gangguan": Definition(
        make=flow.outages,
        title=words("Gangguan menurut sebab", "Disruptions by cause"),
        answers=words("Sistem mana terganggu, berapa lama, mengapa?", "Which system was down, how long and why?"),
    ),
    "surat-perbaikan": Definition(
        make=disagreements.corrections,
        title=words("Surat perbaikan", "Correction letters"),
        answers=words("Surat mana belum dijawab kantor?", "Which letters has an office not answered?"),
        limits=("owner",),
    ),
    "data-balikan": Definition(
        make=told.told,
        title=words("Data balikan", "Data balikan"),
        answers=words("Bulan mana sudah dilaporkan ke Dukcapil?", "Which months were told to the registry?"),
    ),
    leadership.NAME: Definition(
        make=leadership.summary,
        title=leadership.TITLE,
        answers=words("Bagaimana layanan kota bulan ini?", "How do the city's services do this month?"),
        clocks=leadership.months,
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
    wanted = asked if name == leadership.NAME else asked.only(*found.limits)
    for one in found.clocks(wanted) if found.clocks else ():
        services.kept(whole or engine, one.period)
    # One snapshot: the figures of a page belong together. Set on the connection: whose rows it sees is said first.
    with engine.execution_options(isolation_level="REPEATABLE READ").connect() as conn:
        return found.make(conn, wanted)


def keep(engine: Engine, asked: Asked) -> None:
    """Make the kept counts of this month and the one before anew, so that nobody waits for them by day."""
    for period in (asked.period, asked.period.moved(-1)):
        services.kept(engine, period, anew=True)
