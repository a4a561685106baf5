"""Complaints as citizens write them: some secret, some anonymous, some quoting an application's number in the text."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from sandbox.names import Ints
from sandbox.people import draw, moments, weighted

COMPLAINT_SHARE = 0.015
#: Numbers from here on were never given out by the one-door service.
_UNKNOWN_FROM = 900_000

CLASSES = (
    "Pengaduan Tidak Berkadar Pengawasan",
    "Permintaan Informasi",
    "Aspirasi",
    "Pengaduan Berkadar Pengawasan",
)
CATEGORIES = (
    "Kependudukan",
    "Pelayanan Publik",
    "Pekerjaan Umum dan Penataan Ruang",
    "Lingkungan Hidup",
    "Perhubungan",
)
STATES = ("Belum Terverifikasi", "Diteruskan", "Belum Ditindaklanjuti", "Proses", "Selesai")
INSTITUTIONS = (
    ("1271-10", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("1271-22", "Dinas Penanaman Modal dan PTSP"),
    ("1271-31", "Kecamatan Medan Amplas"),
    ("1271-41", "Dinas Sumber Daya Air, Bina Marga dan Bina Konstruksi"),
    ("1271-52", "Dinas Lingkungan Hidup"),
)
PLAIN = (
    "Lampu jalan di lingkungan kami padam sejak dua minggu lalu, mohon segera diperbaiki.",
    "Sampah menumpuk di pinggir jalan dan tidak diangkut, baunya mengganggu warga.",
    "Saluran air tersumbat, setiap hujan rumah warga kebanjiran.",
    "Antrean di kantor camat sangat panjang dan petugas hanya satu orang.",
    "Apakah pengurusan kartu keluarga baru bisa dilakukan secara daring?",
    "Mohon informasi syarat mengurus akta kelahiran anak yang terlambat dilaporkan.",
    "Pedagang kaki lima menutup badan jalan, kepala lingkungan tidak menanggapi.",
    "Blangko KTP katanya habis, kapan tersedia kembali?",
)
QUOTING = (
    "Permohonan saya nomor {} sudah lama belum ada kabar, mohon penjelasan.",
    "Saya sudah mengajukan berkas dengan nomor {}, sampai sekarang belum selesai.",
    "Mohon bantuan, nomor pendaftaran saya {} statusnya tidak berubah.",
    "KTP saya belum dicetak juga. No. permohonan: {}. Terima kasih.",
)
ANSWERS = (
    "Terima kasih atas laporan Saudara. Laporan sudah kami teruskan ke bidang terkait.",
    "Laporan sedang ditindaklanjuti oleh petugas di lapangan.",
    "Pekerjaan sudah selesai dilaksanakan.",
)


def complaints(
    owners: pl.DataFrame, applied: pl.DataFrame, *, residents: int, seed: int, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns of sp4.complaint and sp4.followup; ``owners``: apsp.pemohon, ``applied``: apsp.permohonan."""
    rng = draw(seed, 30)
    count = max(60, round(residents * COMPLAINT_SHARE))
    person = rng.integers(0, owners.height, count)
    quotes = weighted(rng, [0, 1, 2, 3], [62, 26, 6, 6], count)
    text, reporter = _texts(quotes, person, owners, applied, rng)
    secret, anonymous = rng.random(count) < 0.06, rng.random(count) < 0.10
    text = _with_personal_data(text, owners[reporter], (secret | anonymous) & (quotes == 0), rng)
    state = weighted(rng, list(range(len(STATES))), [10, 20, 15, 25, 30], count)
    created = np.sort(rng.integers(1, 300, count))[::-1].copy()
    times = moments(rng, created, today)
    sent = pl.Series(state >= 1)
    office = pl.DataFrame(INSTITUTIONS, orient="row", schema=["id", "name"])[rng.integers(0, len(INSTITUTIONS), count)]
    flagged = pl.Series(secret).zip_with(
        pl.Series(rng.random(count) > 0.03), pl.Series([None] * count, dtype=pl.Boolean)
    )
    frame = pl.DataFrame(
        {"complaint_id": _numbers(rng, count), "ticket": _tickets(rng, count), "content": text}
    ).with_columns(
        title=pl.col("content").str.slice(0, 48),
        classification=pl.Series(CLASSES).gather(weighted(rng, [0, 1, 2, 3], [70, 18, 8, 4], count)),
        category=pl.Series(CATEGORIES).gather(
            np.where(quotes > 0, 0, rng.integers(0, len(CATEGORIES), count)),
        ),
        status=pl.Series(STATES).gather(state),
        is_anonymous=pl.Series(anonymous),
        is_secret=flagged,
        reporter_name=owners["nama"].gather(reporter),
        reporter_phone=owners["telepon"].gather(reporter),
        reporter_email=owners["email"].gather(reporter),
        created_at=times,
    )
    frame = frame.with_columns(
        institution_id=pl.when(sent).then(office["id"]),
        institution_name=pl.when(sent).then(office["name"]),
        disposed_at=pl.when(sent).then(pl.col("created_at") + pl.duration(hours=5)),
        closed_by=pl.when(pl.col("status") == "Selesai").then(
            pl.Series(["pelapor", "sistem"]).gather(weighted(rng, [0, 1], [10, 90], count))
        ),
        updated_at=pl.col("created_at")
        + pl.duration(microseconds=pl.lit(pl.Series(rng.integers(1, 20 * 3_600_000_000, count)))),
    )
    return frame, _followups(frame, state, rng)


def _texts(
    quotes: Ints, person: Ints, owners: pl.DataFrame, applied: pl.DataFrame, rng: np.random.Generator
) -> tuple[pl.Series, Ints]:
    """The text and who reports: 0 quotes nothing, 1 one's own application, 2 a number never given, 3 a stranger's."""
    count = len(quotes)
    which = rng.integers(0, applied.height, count)
    place = pl.DataFrame({"id": owners["id"], "at": pl.int_range(owners.height, eager=True)})
    mine = applied.select("pemohon_id").join(
        place, left_on="pemohon_id", right_on="id", how="left", maintain_order="left"
    )
    reporter = np.where(quotes == 1, mine["at"].to_numpy()[which], person)
    unknown = "503/" + pl.Series(_UNKNOWN_FROM + which % 90_000).cast(pl.String) + "/KTP/2026"
    number = unknown.zip_with(pl.Series(quotes == 2), applied["nomor"].gather(which))
    frame = pl.DataFrame({"number": number, "form": pl.Series(QUOTING).gather(rng.integers(0, len(QUOTING), count))})
    quoting = frame.select(pl.col("form").str.replace("{}", pl.col("number"), literal=True))["form"]
    plain = pl.Series(PLAIN).gather(rng.integers(0, len(PLAIN), count))
    return quoting.zip_with(pl.Series(quotes > 0), plain), reporter


def _with_personal_data(
    text: pl.Series, reporter: pl.DataFrame, hidden: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pl.Series:
    """Who asks to stay hidden often writes name and number into the text all the same."""
    told = pl.lit("Saya ") + pl.col("nama") + ", NIK " + pl.col("nik") + ", melaporkan pungutan liar di kantor lurah."
    writes = pl.Series(hidden & (rng.random(len(text)) < 0.7))
    return reporter.select(told.alias("text"))["text"].zip_with(writes, text)


def _numbers(rng: np.random.Generator, count: int) -> pl.Series:
    """Seven-digit numbers in order of arrival, with gaps."""
    step = max(1, min(60, 8_000_000 // count))
    return pl.Series(1_000_000 + np.cumsum(rng.integers(1, step + 1, count)))


def _tickets(rng: np.random.Generator, count: int) -> pl.Series:
    """Seven-digit texts of another numbering, which may equal some other complaint's number."""
    return pl.Series(rng.permutation(10_000_000)[:count]).cast(pl.String).str.zfill(7)


def _followups(frame: pl.DataFrame, state: Ints, rng: np.random.Generator) -> pl.DataFrame:
    """None before the complaint is worked on; one to three after; a few long exchanges that fill more than one page."""
    count = np.where(state >= 3, rng.integers(1, 4, frame.height), 0)
    count = np.where((state >= 3) & (rng.random(frame.height) < 0.02), rng.integers(21, 45, frame.height), count)
    owner = np.repeat(np.arange(frame.height), count)
    kind = weighted(rng, [0, 1, 2], [75, 20, 5], len(owner))
    office = frame["institution_name"].gather(owner)
    order = np.arange(len(owner)) * 60_000_000 % 3_600_000_000
    return pl.DataFrame(
        {
            "complaint_id": frame["complaint_id"].gather(owner),
            "content": pl.Series(ANSWERS).gather(rng.integers(0, len(ANSWERS), len(owner))),
            "institution": office,
            "kind": pl.Series(["tindak_lanjut", "tanggapan_pelapor", "penolakan"]).gather(kind),
            "created_at": frame["created_at"].gather(owner) + pl.Series(3_600_000_000 + order).cast(pl.Duration("us")),
        }
    )
