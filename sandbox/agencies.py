"""The one-door service's own records: applicants, applications with their stages, requirements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sandbox.names import Ints
from sandbox.people import READY, YEAR, Population, draw, moments, rank_in_group, weighted

APPLICANT_SHARE = 0.08

#: How this agency writes religion and marital state; the place in the tuple + 1 is the registry's code.
RELIGIONS = ("ISLAM", "KRISTEN", "KATHOLIK", "HINDU", "BUDHA", "KHONGHUCU", "KEPERCAYAAN TERHADAP TUHAN YME")
MARITAL = ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")

#: Service → word in the application's number.
SERVICES = {
    "KTP_EL_BARU": "KTP",
    "KTP_EL_GANTI": "KTP",
    "KK_BARU": "KK",
    "KK_UBAH": "KK",
    "AKTA_LAHIR": "AKL",
    "AKTA_KEMATIAN": "AKM",
    "PINDAH_KELUAR": "PDH",
    "IZIN_USAHA": "IZN",
}
_SERVICE_WEIGHTS = [14.0, 24, 8, 18, 14, 5, 8, 9]
_START = ("DIAJUKAN", "BERKAS_DITERIMA", "VERIFIKASI")
_END = ("TERBIT", "SIAP_DIAMBIL", "DISERAHKAN")
_CARD = (*_START, "DIPROSES", "PEREKAMAN", "MENUNGGU_PRR", "MENUNGGU_BLANGKO", *_END)
_PAPER = (*_START, "DIPROSES", *_END)
#: The ways an application can go: card, paper, and each sent back once, refused, withdrawn, or run out.
PATHS: tuple[tuple[str, ...], ...] = (
    _CARD,
    (*_START, "DIKEMBALIKAN", "VERIFIKASI", *_CARD[3:]),
    _PAPER,
    (*_START, "DIKEMBALIKAN", "VERIFIKASI", *_PAPER[3:]),
    (*_START, "DITOLAK"),
    (*_START[:2], "DIBATALKAN"),
    (*_START, "DIKEMBALIKAN", "KEDALUWARSA"),
)
DONE = _END
FINAL = ("DISERAHKAN", "DITOLAK", "DIBATALKAN", "KEDALUWARSA")
DOCUMENTS = (
    "SURAT PENGANTAR KEPALA LINGKUNGAN",
    "KARTU KELUARGA",
    "AKTA KELAHIRAN",
    "BUKU NIKAH",
    "PAS FOTO",
    "F-1.02",
)


@dataclass(frozen=True, kw_only=True)
class Applications:
    """Columns of apsp.permohonan, apsp.tahapan and apsp.persyaratan."""

    applications: pl.DataFrame
    stages: pl.DataFrame
    requirements: pl.DataFrame


def register(city: Population) -> pl.DataFrame:
    """What a counter officer reads off the registry: one row per resident, written the way agencies write it.

    Columns: row, nik, no_kk, nama (clean), tempat_lahir, born (Date), jenis_kelamin (L/P), agama, status_kawin, alamat,
    rt, rw (no zeros), kode_kelurahan (dotted), kec (two digits), days, head (bool), eligible (bool: alive, of age on
    every day of the last year and a half, nothing entered about them since).
    """
    homes = (
        city.families.select("alamat", "no_rt", "no_rw").with_row_index("hh").with_columns(pl.col("hh").cast(pl.Int64))
    )
    people = city.residents.with_row_index("row").join(homes, on="hh", how="left", maintain_order="left")
    kec = pl.col("no_kec").str.zfill(2)
    return people.select(
        "row",
        "nik",
        "no_kk",
        nama=pl.col("nama_lgkp").str.strip_chars_end(),
        tempat_lahir="tmpt_lhr",
        born="born",
        jenis_kelamin=pl.col("jenis_klmin").replace_strict({"1": "L", "2": "P"}),
        agama=pl.col("agama").replace_strict({str(place + 1): label for place, label in enumerate(RELIGIONS)}),
        status_kawin=pl.col("stat_kwn").replace_strict({str(place + 1): label for place, label in enumerate(MARITAL)}),
        alamat="alamat",
        rt="no_rt",
        rw="no_rw",
        kode_kelurahan="12.71." + kec + "." + pl.col("no_kel"),
        kec=kec,
        days="days",
        head=pl.col("stat_hbkel") == "1",
        eligible=(pl.col("stat_hidup") == "1")
        & (pl.col("days") >= int(18.5 * YEAR))
        & ~pl.col("nik").is_in(city.events["nik"].implode()),
    )


def applicants(people: pl.DataFrame, *, seed: int, today: date, fewest: int = 0) -> pl.DataFrame:
    """Columns of apsp.pemohon and ``row`` (place in ``people``); 8 % of residents, all of them alive and of age."""
    rng = draw(seed, 20)
    count = max(fewest, round(people.height * APPLICANT_SHARE))
    able = people.filter("eligible")["row"].to_numpy()
    chosen = people[rng.choice(able, size=min(count, len(able)), replace=False)]
    count = chosen.height
    number = pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(7)
    mail = chosen["nama"].str.to_lowercase().str.replace_all(" ", ".") + number.str.tail(4) + "@contoh.id"
    return chosen.select(
        "row",
        "nik",
        "no_kk",
        id="P-" + number,
        nama=rewritten(chosen["nama"], rng),
        tempat_lahir="tempat_lahir",
        tgl_lahir=pl.col("born").dt.strftime("%Y-%m-%d"),
        jenis_kelamin="jenis_kelamin",
        agama="agama",
        status_kawin="status_kawin",
        alamat=rewritten(chosen["alamat"], rng),
        rt_rw=pl.col("rt").str.zfill(3) + "/" + pl.col("rw").str.zfill(3),
        kode_kelurahan="kode_kelurahan",
        telepon=phones(rng, count),
        email=mail.zip_with(pl.Series(rng.random(count) < 0.6), pl.Series([None] * count, dtype=pl.String)),
        versi=pl.Series(weighted(rng, [1, 2, 3], [80, 15, 5], count)),
        diubah=moments(rng, rng.integers(1, 700, count), today),
    )


def rewritten(text: pl.Series, rng: np.random.Generator) -> pl.Series:
    """The same words as people type them: some in small letters, some as titles, some with two blanks."""
    how = pl.Series("how", weighted(rng, [0, 1, 2, 3], [90, 4, 4, 2], len(text)))
    frame = pl.DataFrame({"text": text, "how": how})
    typed = (
        pl.when(pl.col("how") == 1)
        .then(pl.col("text").str.to_lowercase())
        .when(pl.col("how") == 2)
        .then(pl.col("text").str.to_titlecase())
        .when(pl.col("how") == 3)
        .then(pl.col("text").str.replace(" ", "  ", literal=True))
        .otherwise(pl.col("text"))
    )
    return frame.select(typed.alias("text"))["text"]


def phones(rng: np.random.Generator, count: int) -> pl.Series:
    """Mobile numbers, different for every person."""
    block = pl.Series(["0812", "0813", "0821", "0852", "0811", "0853"]).gather(rng.integers(0, 6, count))
    start = int(rng.integers(0, 10_000_000))
    return block + pl.Series((start + np.arange(count) * 7_919) % 100_000_000).cast(pl.String).str.zfill(8)


def applications(owners: pl.DataFrame, kec: pl.Series, *, seed: int, today: date) -> Applications:
    """One or two applications per applicant; ``kec`` is each applicant's kecamatan, two digits."""
    rng = draw(seed, 21)
    owner = np.repeat(np.arange(owners.height), weighted(rng, [1, 2], [65, 35], owners.height))
    ago = np.sort(weighted(rng, [20, 90, 400], [30, 35, 35], len(owner)) * rng.random(len(owner)))[::-1]
    rng.shuffle(owner)
    ago_us = (ago * 86_400e6).astype(np.int64) + 3_600_000_000
    service = _services(owner, rng)
    path, reached = _progress(service, ago, rng)
    stages = _stage_rows(path, reached, ago_us, rng, today)
    last = stages.group_by("place", maintain_order=True).agg(
        pl.col("waktu").first().alias("from"), pl.col("waktu").last().alias("until"), pl.col("tahap").last()
    )
    numbers = _numbers(service, last["from"])
    frame = pl.DataFrame(
        {
            "nomor": numbers,
            "pemohon_id": owners["id"].gather(owner),
            "nik": owners["nik"].gather(owner),
            "jenis_layanan": pl.Series(list(SERVICES)).gather(service),
            "tahap": last["tahap"],
            "kanal": pl.Series(["DARING", "LOKET", "PATEN"]).gather(weighted(rng, [0, 1, 2], [50, 20, 30], len(owner))),
            "kode_kecamatan": "12.71." + kec.gather(owner),
            "biaya": pl.Series(np.where(service == len(SERVICES) - 1, "150000", "0")),
            "tgl_diajukan": last["from"],
            "tgl_selesai": last["until"],
            "diubah": last["until"],
        }
    ).with_columns(tgl_selesai=pl.when(pl.col("tahap").is_in(FINAL)).then("tgl_selesai"), versi=pl.Series(reached))
    history = stages.select(
        id="T-" + pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(8),
        nomor_permohonan=numbers.gather(stages["place"]),
        tahap="tahap",
        waktu="waktu",
        petugas="PETUGAS " + pl.Series(rng.integers(1, 90, stages.height)).cast(pl.String),
        catatan=pl.when(pl.col("tahap") == "DIKEMBALIKAN").then(pl.lit("Berkas belum lengkap")),
    )
    return Applications(applications=frame, stages=history, requirements=_requirements(frame, rng, today))


def _services(owner: Ints, rng: np.random.Generator) -> Ints:
    """What each application asks for; who applies twice asks for something else the second time."""
    service = weighted(rng, list(range(len(SERVICES))), _SERVICE_WEIGHTS, len(owner))
    second = rank_in_group(owner) == 1
    first = np.full(int(owner.max(initial=0)) + 1, -1, dtype=np.int64)
    first[owner[~second]] = service[~second]
    # A card is asked for once, whether new or anew.
    kin = (service == first[owner]) | ((service <= 1) & (first[owner] <= 1))
    papers = len(SERVICES) - 2
    other = 2 + np.where(first[owner] <= 1, owner, first[owner] - 1) % papers
    return np.where(second & kin, other, service)


#: Where a new card stands while its application does, by the registry's number.
CARD_AT = {
    "PEREKAMAN": "3",
    "MENUNGGU_PRR": "3",
    "MENUNGGU_BLANGKO": "5",
    "TERBIT": "4",
    "SIAP_DIAMBIL": "6",
    "DISERAHKAN": "8",
}
CARDS = ("KTP_EL_BARU", "KTP_EL_GANTI")
NO_CARD, HAS_CARD = "2", "8"


def cards(
    residents: pl.DataFrame, owners: pl.DataFrame, applied: pl.DataFrame, *, seed: int, today: date
) -> pl.DataFrame:
    """The registry's residents, each card where its application says; ``owners`` has ``row`` in ``residents``."""
    rng = draw(seed, 22)
    asked = applied.filter(pl.col("jenis_layanan").str.starts_with("KTP")).join(
        owners.select("row", pemohon_id="id"), on="pemohon_id", maintain_order="left"
    )
    new = pl.col("jenis_layanan") == "KTP_EL_BARU"
    code = pl.col("tahap").replace_strict(CARD_AT, default=NO_CARD)
    lately = moments(rng, rng.integers(2, 9, asked.height), today)
    before = pl.col("tgl_diajukan") - pl.duration(days=pl.lit(pl.Series(rng.integers(60, 900, asked.height))))
    known = asked.select(
        pl.col("row").cast(pl.UInt32),
        card=pl.when(new).then(code).otherwise(pl.lit(HAS_CARD)),
        since=pl.when(~new).then(before).when(code == READY).then(pl.lit(lately)).otherwise("diubah"),
    )
    joined = residents.with_row_index("row").join(known, on="row", how="left", maintain_order="left")
    return joined.with_columns(
        ektp_current_status_code=pl.coalesce("card", "ektp_current_status_code"),
        tgl_ubah=pl.coalesce("since", "tgl_ubah"),
        tgl_entri=pl.min_horizontal("tgl_entri", pl.coalesce("since", "tgl_ubah")),
    ).drop("row", "card", "since")


def _numbers(service: Ints, submitted: pl.Series) -> pl.Series:
    """503/000123/KTP/2026: one running number, the service's word, the year."""
    running = pl.int_range(1, len(service) + 1, eager=True).cast(pl.String).str.zfill(6)
    word = pl.Series(list(SERVICES.values())).gather(service)
    return "503/" + running + "/" + word + "/" + submitted.dt.year().cast(pl.String)


def _progress(service: Ints, ago: np.typing.NDArray[np.float64], rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Which path each application takes and how many of its stages are behind it; old ones are mostly finished."""
    count = len(service)
    card = weighted(rng, [0, 1, 4, 5, 6], [84, 8, 3, 3, 2], count)
    paper = weighted(rng, [2, 3, 4, 5, 6], [80, 10, 4, 4, 2], count)
    path = np.where(service <= 1, card, paper)
    length = np.array([len(one) for one in PATHS])[path]
    part = np.clip(ago / 25 * rng.uniform(0.3, 1.6, count), 0.0, 1.0)
    return path, np.maximum(1, np.round(part * length).astype(np.int64))


def _stage_rows(path: Ints, reached: Ints, ago_us: Ints, rng: np.random.Generator, today: date) -> pl.DataFrame:
    """Columns place (application), tahap, waktu: evenly spread from the submission on, all of them past."""
    place = np.repeat(np.arange(len(path)), reached)
    step = rank_in_group(place)
    width = max(len(one) for one in PATHS)
    names = np.array([[*one, *[""] * (width - len(one))] for one in PATHS])
    pause = np.minimum(ago_us // (reached + 1), (rng.uniform(0.4, 3.5, len(path)) * 86_400e6).astype(np.int64))
    now = np.datetime64(today).astype("datetime64[us]").astype(np.int64)
    when = now - ago_us[place] + step * pause[place] + rng.integers(0, 1_000_000, len(place))
    return pl.DataFrame(
        {"place": place, "tahap": pl.Series(names[path[place], step]), "waktu": pl.Series(when).cast(pl.Datetime("us"))}
    )


def _requirements(applied: pl.DataFrame, rng: np.random.Generator, today: date) -> pl.DataFrame:
    owner = np.repeat(np.arange(applied.height), weighted(rng, [2, 3], [60, 40], applied.height))
    count = len(owner)
    first = rng.integers(0, len(DOCUMENTS), applied.height)
    number = pl.int_range(1, count + 1, eager=True).cast(pl.String).str.zfill(8)
    written = pl.Series(np.datetime64(today) - rng.integers(5, 3000, count)).cast(pl.Date)
    return pl.DataFrame(
        {
            "id": "S-" + number,
            "nomor_permohonan": applied["nomor"].gather(owner),
            "dokumen": pl.Series(DOCUMENTS).gather((first[owner] + rank_in_group(owner)) % len(DOCUMENTS)),
            "nomor_dokumen": "DOK/1271/" + number,
            "tgl_dokumen": written.dt.strftime("%Y-%m-%d"),
            "status": pl.Series(["LENGKAP", "BELUM_LENGKAP"]).gather(weighted(rng, [0, 1], [93, 7], count)),
            "diubah": applied["tgl_diajukan"].gather(owner),
        }
    )
