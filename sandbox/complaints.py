"""Complaints as citizens write them: some secret, some anonymous, some quoting an application's number in the text."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from sandbox.agencies import DONE, FINAL
from sandbox.names import LANES, STREETS, Ints
from sandbox.people import draw, moments, rank_in_group, weighted

COMPLAINT_SHARE = 0.015
#: Numbers from here on were never given out by the one-door service.
UNKNOWN_FROM = 900_000

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
#: What is complained of, where, since when, and what is asked: told apart by their words, not only by a name.
MATTERS = (
    "Lampu jalan padam",
    "Sampah menumpuk dan baunya mengganggu warga",
    "Saluran air tersumbat sehingga rumah kebanjiran",
    "Antrean di kantor camat panjang dan petugas hanya satu orang",
    "Apakah kartu keluarga baru dapat diurus secara daring",
    "Mohon informasi syarat akta kelahiran yang terlambat dilaporkan",
    "Pedagang kaki lima menutup badan jalan",
    "Blangko KTP katanya habis",
    "Jalan berlubang dan membahayakan pengendara",
    "Parkir liar membuat macet setiap sore",
    "Pohon tua miring dan hampir tumbang ke kabel listrik",
    "Air PDAM keruh dan berbau",
    "Kendaraan berat melintas pada malam hari",
    "Rumah kosong dijadikan tempat berkumpul",
    "Pos kamling roboh dan belum dibangun lagi",
    "Bangunan baru menutup trotoar",
)
SINCES = (
    "sejak dua minggu lalu",
    "sudah tiga hari ini",
    "setiap hujan turun",
    "sejak pagi tadi",
    "hampir sebulan",
    "setelah lebaran",
    "sejak awal tahun",
    "dari kemarin malam",
    "berulang kali",
    "tiap akhir pekan",
    "sejak pergantian kepala lingkungan",
)
ASKS = (
    "Mohon segera diperbaiki.",
    "Kapan petugas datang?",
    "Sudah dilaporkan ke kepala lingkungan tetapi belum ada hasil.",
    "Harap ditinjau.",
    "Kami menunggu jawaban.",
    "Tolong ditertibkan.",
    "Warga sudah bergotong royong, tetap tidak teratasi.",
    "Ke mana kami harus melapor?",
    "Terima kasih.",
    "Mohon penjelasan dinas terkait.",
    "Anak sekolah lewat setiap hari.",
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


#: How old (days) a complaint in each state is at most, so that no clock of its class has run out; done ones may be old.
_OLDEST, _OPEN_FOR = (2, 4, 4), {CLASSES[0]: 13, CLASSES[1]: 4, CLASSES[2]: 55, CLASSES[3]: 55}
_LONGEST = 300


def complaints(
    owners: pl.DataFrame, applied: pl.DataFrame, *, residents: int, seed: int, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns of sp4.complaint and sp4.followup; ``owners``: apsp.pemohon, ``applied``: apsp.permohonan."""
    rng = draw(seed, 30)
    count = max(60, round(residents * COMPLAINT_SHARE))
    state, kind, ago = _ages(count, rng)
    reporter, number = _who(state, owners, applied, rng)
    text = _texts(number, rng)
    secret, anonymous = rng.random(count) < 0.06, rng.random(count) < 0.10
    text = _with_personal_data(text, owners[reporter], (secret | anonymous) & number.is_null().to_numpy(), rng)
    sent = pl.Series(state >= 1)
    office = pl.DataFrame(INSTITUTIONS, orient="row", schema=["id", "name"])[rng.integers(0, len(INSTITUTIONS), count)]
    flagged = pl.Series(secret).zip_with(
        pl.Series(rng.random(count) > 0.03), pl.Series([None] * count, dtype=pl.Boolean)
    )
    frame = pl.DataFrame(
        {"complaint_id": _numbers(rng, count), "ticket": _tickets(rng, count), "content": text}
    ).with_columns(
        title=pl.col("content").str.slice(0, 48),
        classification=pl.Series(CLASSES).gather(kind),
        category=pl.when(number.is_not_null())
        .then(pl.lit(CATEGORIES[0]))
        .otherwise(pl.Series(CATEGORIES).gather(rng.integers(0, len(CATEGORIES), count))),
        status=pl.Series(STATES).gather(state),
        is_anonymous=pl.Series(anonymous),
        is_secret=flagged,
        reporter_name=owners["nama"].gather(reporter),
        reporter_phone=owners["telepon"].gather(reporter),
        reporter_email=owners["email"].gather(reporter),
        created_at=moments(rng, ago, today),
    )
    frame = frame.with_columns(
        institution_id=pl.when(sent).then(office["id"]),
        institution_name=pl.when(sent).then(office["name"]),
        disposed_at=pl.when(sent).then(pl.col("created_at") + pl.duration(hours=1)),
        closed_by=pl.when(pl.col("status") == "Selesai").then(
            pl.Series(["pelapor", "sistem"]).gather(weighted(rng, [0, 1], [10, 90], count))
        ),
    )
    answers = _followups(frame, state, rng)
    return _last_change(frame, answers), answers


def _ages(count: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """State, class and age in days of each complaint, the oldest first; open ones are within their time limits."""
    state = weighted(rng, list(range(len(STATES))), [6, 8, 6, 25, 55], count)
    kind = weighted(rng, list(range(len(CLASSES))), [70, 18, 8, 4], count)
    open_for = np.array(list(_OPEN_FOR.values()))[kind]
    least = np.where(state < 4, 1, 5)
    most = np.select([state < 3, state == 3], [np.array([*_OLDEST, 0, 0])[state], open_for], default=_LONGEST)
    ago = least + (rng.random(count) * (most - least + 1)).astype(np.int64)
    order = np.argsort(-ago, kind="stable")
    return state[order], kind[order], ago[order]


def _who(state: Ints, owners: pl.DataFrame, applied: pl.DataFrame, rng: np.random.Generator) -> tuple[Ints, pl.Series]:
    """Row in ``owners`` of each reporter, nobody twice while there are enough; three in ten quote a number (else null).

    Closed complaints quote finished applications, open ones open applications: the one answers for the other.
    """
    place = pl.DataFrame({"id": owners["id"], "at": pl.int_range(owners.height, eager=True)})
    shuffled = applied[rng.permutation(applied.height)].unique("pemohon_id", keep="first", maintain_order=True)
    mine = shuffled.join(place, left_on="pemohon_id", right_on="id", how="left", maintain_order="left")
    wishes = rng.random(len(state)) < 0.3
    reporter = np.full(len(state), -1, dtype=np.int64)
    number = np.full(len(state), None, dtype=object)
    over, open_ = mine["tahap"].is_in(FINAL), ~mine["tahap"].is_in((*DONE, *FINAL))
    for quoting, among in ((wishes & (state == 4), mine.filter(over)), (wishes & (state < 4), mine.filter(open_))):
        rows = np.flatnonzero(quoting)[: among.height]
        reporter[rows], number[rows] = among["at"][: len(rows)], among["nomor"][: len(rows)].to_list()
    rest = np.flatnonzero(reporter < 0)
    others = np.setdiff1d(rng.permutation(owners.height), reporter, assume_unique=False)
    reporter[rest] = np.resize(rng.permutation(others), len(rest))
    return reporter, pl.Series(number.tolist(), dtype=pl.String)


def _texts(number: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Texts that quote the number, where there is one, and plain ones."""
    count = len(number)
    form = pl.Series(QUOTING).gather(rng.integers(0, len(QUOTING), count))
    quoting = pl.DataFrame({"form": form, "number": number}).select(
        pl.col("form").str.replace("{}", pl.col("number").fill_null(""), literal=True)
    )["form"]
    part = [pl.Series(words).gather(rng.integers(0, len(words), count)) for words in (MATTERS, SINCES, ASKS)]
    street = pl.Series(STREETS).gather(rng.integers(0, len(STREETS), count))
    lane = pl.Series(LANES).gather(rng.integers(0, len(LANES), count))
    house = pl.Series(rng.integers(1, 250, count)).cast(pl.String)
    where = " di Jalan " + street.str.to_titlecase() + " Gang " + lane.str.to_titlecase() + " dekat nomor " + house
    plain = part[0] + where + ", " + part[1] + ". " + part[2]
    return quoting.zip_with(number.is_not_null(), plain)


def plain(rng: random.Random) -> str:
    """One text that quotes nothing."""
    street, lane = rng.choice(STREETS).title(), rng.choice(LANES).title()
    where = f"di Jalan {street} Gang {lane} dekat nomor {rng.randrange(1, 250)}"
    return f"{rng.choice(MATTERS)} {where}, {rng.choice(SINCES)}. {rng.choice(ASKS)}"


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
    """None before the complaint is worked on; then an answer first; a few exchanges fill more than one page."""
    count = np.where(state >= 3, rng.integers(1, 4, frame.height), 0)
    count = np.where((state >= 3) & (rng.random(frame.height) < 0.02), rng.integers(21, 45, frame.height), count)
    owner = np.repeat(np.arange(frame.height), count)
    step = rank_in_group(owner)
    kind = np.where(step == 0, 0, weighted(rng, [0, 1], [75, 25], len(owner)))
    # An office hands a complaint back once at most.
    kind = np.where((step == 1) & (rng.random(len(owner)) < 0.1), 2, kind)
    return pl.DataFrame(
        {
            "complaint_id": frame["complaint_id"].gather(owner),
            "content": pl.Series(ANSWERS).gather(rng.integers(0, len(ANSWERS), len(owner))),
            "institution": frame["institution_name"].gather(owner),
            "kind": pl.Series(["tindak_lanjut", "tanggapan_pelapor", "penolakan"]).gather(kind),
            "created_at": frame["created_at"].gather(owner)
            + pl.Series(7_200_000_000 + step * 420_000_000).cast(pl.Duration("us")),
        }
    )


def _last_change(frame: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """The complaints with the time of their last change beside."""
    last = answers.group_by("complaint_id").agg(last=pl.col("created_at").max())
    joined = frame.join(last, on="complaint_id", how="left", maintain_order="left")
    return joined.with_columns(
        updated_at=pl.coalesce("last", "disposed_at", "created_at")
        + pl.duration(seconds=pl.int_range(pl.len()) % 900 + 1)
    ).drop("last")
