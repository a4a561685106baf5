"""What the cross-system rules say of a generated city, written once more in plain Python from the list of mismatches.

``broken(city, day)`` gives (rule, key) of everything broken on that day; ``day`` may be later than the city's own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import holidays
import polars as pl

Row = dict[str, Any]
Found = tuple[str, str]
Made = tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], list[Any]]

OVER, DONE = ("DISERAHKAN", "DITOLAK", "DIBATALKAN", "KEDALUWARSA"), ("TERBIT", "SIAP_DIAMBIL", "DISERAHKAN")
EARLY = ("DIAJUKAN", "BERKAS_DITERIMA", "VERIFIKASI", "DIPROSES", "PEREKAMAN", "MENUNGGU_PRR", "MENUNGGU_BLANGKO")
RANK = dict(zip("12357468", range(8), strict=True))
NUMBER = re.compile(r"503/\d{6}/[A-Z]{2,3}/\d{4}")
MEDAN = """01 KOTA,02 SUNGGAL,03 HELVETIA,04 DENAI,05 BARAT,06 DELI,07 TUNTUNGAN,08 BELAWAN,09 AMPLAS,10 AREA,
11 JOHOR,12 MARELAN,13 LABUHAN,14 TEMBUNG,15 MAIMUN,16 POLONIA,17 BARU,18 PERJUANGAN,19 PETISAH,20 TIMUR,21 SELAYANG"""
COUNTER = {f"KECAMATAN MEDAN {name}": f"BM-{code}" for code, name in (one.split() for one in MEDAN.split(","))}


@cache
def _holidays(year: int) -> Any:
    return holidays.country_holidays("ID", years=year, categories=("public", "government"))


@cache
def days(first: date, last: date) -> int:
    """Working days after ``first`` until the end of ``last``."""
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in _holidays(day.year) for day in between)


@dataclass(kw_only=True)
class Town:
    """The city as the rules see it: living records by key."""

    day: date
    people: dict[str, Row]
    families: list[Row]
    events: dict[str, list[Row]]
    owners: dict[str, Row]
    applied: dict[str, Row]
    stages: dict[str, list[Row]]
    papers: list[Row]
    complaints: list[Row]
    said: dict[int, list[Row]]
    queue: list[Row]
    stock: list[Row]
    files: list[Row]
    handed: set[tuple[str, str]]
    marked: dict[str, str]

    def since(self, moment: datetime | date | None) -> int:
        """Working days since then; nothing is younger than what never was."""
        if moment is None:
            return -1
        return days(moment.date() if isinstance(moment, datetime) else moment, self.day)


def _by(rows: list[Row], key: str) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def _lists(files: dict[str, pl.DataFrame], start: str) -> list[Row]:
    return [row | {"file": name} for name, rows in files.items() if name.startswith(start) for row in rows.to_dicts()]


def town(city: Made, day: date) -> Town:
    tables, files = {name: frame.to_dicts() for name, frame in city[0].items()}, city[1]
    alive = [row for row in tables["siak.biodata_wni"] if row["flag_status"] == "0"]
    return Town(
        day=day,
        people={row["nik"]: row for row in alive},
        families=[row for row in tables["siak.data_keluarga"] if row["flag_status"] == "0"],
        events=_by(tables["siak.peristiwa"], "nik"),
        owners={row["id"]: row for row in tables["apsp.pemohon"]},
        applied={row["nomor"]: row for row in tables["apsp.permohonan"]},
        stages=_by(sorted(tables["apsp.tahapan"], key=lambda row: row["waktu"]), "nomor_permohonan"),
        papers=tables["apsp.persyaratan"],
        complaints=[row for row in tables["sp4.complaint"] if row["is_secret"] is False and not row["is_anonymous"]],
        said=_by(sorted(tables["sp4.followup"], key=lambda row: row["created_at"]), "complaint_id"),
        queue=_lists(files, "antrean_cetak"),
        stock=sorted(_lists(files, "stok_blangko"), key=lambda row: row["file"]),
        files=_lists(files, "berkas_masuk"),
        handed={(row["NOMOR_BERKAS"], row["NIK"]) for row in _lists(files, "serah_terima")},
        marked={row["nik"]: row["kode"] for row in tables.get("dukcapil.penanda", [])},
    )


def broken(city: Made, day: date) -> set[Found]:
    """Everything every rule says; the two rules about likeness see only what is alike to the letter."""
    seen = town(city, day)
    parts = (_cards, _life, _identity, _families, _applications, _papers, _quotes, _clocks, _queue, _stock)
    return {found for part in parts for found in part(seen)}


def _day(text: str) -> date:
    return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day, not a moment


def _done_at(t: Town, row: Row) -> datetime | None:
    first = next((stage["waktu"] for stage in t.stages[row["nomor"]] if stage["tahap"] in DONE), None)
    return row["tgl_selesai"] or first


def _cards(t: Town) -> Iterator[Found]:
    for row in t.applied.values():
        person = t.people.get(row["nik"])
        if person is None or not row["jenis_layanan"].startswith("KTP"):
            continue
        rank, moved = RANK[person["ektp_current_status_code"]], person["tgl_ubah"]
        if row["tahap"] in DONE and rank < 5 and t.since(_done_at(t, row)) > 3:
            yield "ktp_selesai_belum_tercetak", row["nomor"]
        if row["tahap"] in EARLY and rank >= 5 and moved > row["tgl_diajukan"] and t.since(moved) > 2:
            yield "ktp_tercetak_permohonan_terbuka", row["nomor"]
        born = _day(person["tgl_lhr"])
        asked = row["tgl_diajukan"].date()
        young = (asked.year - born.year - ((asked.month, asked.day) < (born.month, born.day))) < 17
        if row["jenis_layanan"] == "KTP_EL_BARU" and row["tahap"] not in OVER and young and person["stat_kwn"] == "1":
            yield "ktp_di_bawah_umur", row["nomor"]
    for nik, person in t.people.items():
        if (
            person["ektp_current_status_code"] == "5"
            and person["stat_hidup"] == "1"
            and t.since(person["tgl_ubah"]) > 14
        ):
            yield "siap_cetak_tertunda", nik


def _life(t: Town) -> Iterator[Found]:
    died = {
        nik: min(_day(row["tgl_peristiwa"]) for row in rows if row["jenis"] == "MATI")
        for nik, rows in t.events.items()
        if any(row["jenis"] == "MATI" for row in rows)
    }
    for nik, day in died.items():
        if nik in t.people and t.people[nik]["stat_hidup"] == "1" and t.since(day) > 3:
            yield "akta_kematian_masih_hidup", nik
    for row in t.applied.values():
        state = t.people.get(row["nik"], {}).get("stat_hidup")
        if row["tahap"] in OVER:
            continue
        late = row["nik"] in died and row["tgl_diajukan"].date() > died[row["nik"]]
        if state == "2" and late and row["jenis_layanan"] != "AKTA_KEMATIAN":
            yield "meninggal_permohonan_aktif", row["nomor"]
        if state == "3" and row["jenis_layanan"] != "PINDAH_KELUAR":
            yield "pindah_permohonan_aktif", row["nomor"]


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper())


def _identity(t: Town) -> Iterator[Found]:
    sound = [row for row in t.owners.values() if re.fullmatch(r"\d{16}", row["nik"])]
    for rows in _by(sound, "nik").values():
        for one in rows:
            earlier = [two for two in rows if two["id"] < one["id"]]
            if any(
                _plain(two["nama"]) != _plain(one["nama"]) and two["tgl_lahir"] != one["tgl_lahir"] for two in earlier
            ):
                yield "nik_dua_orang", one["id"]
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for nik, row in t.people.items():
        if row["stat_hidup"] == "1":
            names = _plain(row["nama_lgkp"]), _plain(row["nama_lgkp_ibu"])
            alike[row["tgl_lhr"], row["jenis_klmin"], *names].append(nik)
    for niks in alike.values():
        yield from (("satu_orang_dua_nik", nik) for nik in sorted(niks)[1:])
    rule = {"12": "nik_data_ganda", "13": "nik_tidak_online", "14": "nik_nonaktif"}
    asked = {row["nik"] for row in t.owners.values()}
    yield from ((rule[code], nik) for nik, code in t.marked.items() if code in rule and nik in asked)


def _families(t: Town) -> Iterator[Found]:
    headed = Counter(row["nik_kk"] for row in t.families)
    members = _by([row for row in t.people.values() if row["stat_hidup"] == "1"], "no_kk")
    for row in t.families:
        head = t.people.get(row["nik_kk"])
        if headed[row["nik_kk"]] > 1 and head and head["no_kk"] != row["no_kk"]:
            yield "kepala_dua_kk", row["no_kk"]
        living = members.get(row["no_kk"], [])
        if living and sum(one["stat_hbkel"] == "1" for one in living) != 1:
            yield "kepala_keluarga_tidak_satu", row["no_kk"]


def _applications(t: Town) -> Iterator[Found]:
    for row in t.applied.values():
        number = row["nomor"]
        names = [stage["tahap"] for stage in t.stages[number]]
        if any(one in DONE and later in EARLY for at, one in enumerate(names) for later in names[at:]):
            yield "tahap_mundur", number
        post = row["biaya"] == "12000" and row["kanal"] == "DARING"
        if row["biaya"] != "0" and row["jenis_layanan"] != "IZIN_USAHA" and not post:
            yield "biaya_layanan_gratis", number
        place = t.owners[row["pemohon_id"]]["kode_kelurahan"]
        abroad = re.match(r"\d\d\.\d\d\.\d\d\.\d{4}$", place) and not place.startswith("12.71.")
        if row["jenis_layanan"].startswith("KTP") and row["tahap"] not in OVER and abroad:
            yield "pemohon_luar_medan", number
        for stage in t.stages[number]:
            if stage["waktu"] > datetime.combine(t.day, datetime.max.time()):
                yield "waktu_di_depan", stage["id"]
    yield from _twice(t)


def _twice(t: Town) -> Iterator[Found]:
    sound = [row for row in t.applied.values() if re.fullmatch(r"\d{16}", row["nik"])]
    open_ = [row for row in sound if row["tahap"] not in OVER]
    for rows in _by([row | {"what": (row["nik"], row["jenis_layanan"])} for row in open_], "what").values():
        for one, two in pairwise(sorted(rows, key=lambda row: (row["tgl_diajukan"], row["nomor"]))):
            if two["tgl_diajukan"] - one["tgl_diajukan"] <= timedelta(days=7):
                yield "permohonan_ganda", two["nomor"]
    asked = _by(open_, "nik")
    for file in t.files:
        when = datetime.strptime(file["TGL_TERIMA"], "%d/%m/%Y %H:%M")  # noqa: DTZ007 - the counters' clock
        for row in asked.get(file["NIK"], []):
            same = row["jenis_layanan"] == file["LAYANAN"]
            near = abs(row["tgl_diajukan"] - when) <= timedelta(days=7)
            if same and near and (file["NOMOR_BERKAS"], file["NIK"]) not in t.handed:
                yield "permohonan_ganda", row["nomor"]


def _papers(t: Town) -> Iterator[Found]:
    for row in t.papers:
        asked = t.applied[row["nomor_permohonan"]]
        if row["dokumen"] != "KARTU KELUARGA" or asked["tahap"] in OVER:
            continue
        told = [
            one for one in t.events.get(asked["nik"], []) if one["jenis"] in ("KAWIN", "PECAH_KK", "PINDAH", "DATANG")
        ]
        if told and date.fromisoformat(row["tgl_dokumen"]) < max(_day(one["tgl_peristiwa"]) for one in told):
            yield "persyaratan_lama", row["id"]


def _answers(t: Town, row: Row) -> list[datetime]:
    """When offices answered; the hub is no office."""
    said = t.said.get(row["complaint_id"], [])
    return [one["created_at"] for one in said if one["kind"] == "tindak_lanjut" and one["institution"] != "Simpul"]


def _quotes(t: Town) -> Iterator[Found]:
    for row in t.complaints:
        key, found = str(row["complaint_id"]), NUMBER.search(row["content"])
        asked = t.applied.get(found.group()) if found else None
        if found and asked is None:
            yield "pengaduan_nomor_tidak_ada", key
        if asked is None:
            continue
        owner = t.owners[asked["pemohon_id"]]
        if _plain(owner["nama"]) != _plain(row["reporter_name"]) and owner["telepon"] != row["reporter_phone"]:
            yield "pengaduan_nomor_orang_lain", key
            continue
        if row["status"] == "Selesai" and asked["tahap"] in (*EARLY, "DIKEMBALIKAN") and _worked(t, asked) > 14:
            yield "pengaduan_ditutup_permohonan_terbuka", key
        over = asked["tgl_selesai"] or _done_at(t, asked)
        silent = over is not None and not any(moment > over for moment in _answers(t, row))
        if row["status"] != "Selesai" and asked["tahap"] in (*DONE, *OVER) and t.since(over) > 5 and silent:
            yield "permohonan_selesai_pengaduan_terbuka", key


def _worked(t: Town, asked: Row) -> int:
    """Working days an application took so far, those with the applicant left out."""
    stages = t.stages[asked["nomor"]]
    ends = [*(stage["waktu"].date() for stage in stages[1:]), t.day]
    parts = [
        (stage["waktu"].date(), end)
        for stage, end in zip(stages, ends, strict=True)
        if stage["tahap"] != "DIKEMBALIKAN"
    ]
    return sum(days(first, last) for first, last in parts)


def _clocks(t: Town) -> Iterator[Found]:
    for row in t.complaints:
        key, answers, open_ = str(row["complaint_id"]), _answers(t, row), row["status"] != "Selesai"
        said = t.said.get(row["complaint_id"], [])
        refused = [one["created_at"] for one in said if one["kind"] == "penolakan"]
        if row["closed_by"] == "sistem" and not answers:
            yield "pengaduan_ditutup_tanpa_jawaban", key
        if open_ and row["disposed_at"] is None and t.since(row["created_at"]) > 3:
            yield "disposisi_terlambat", key
        handed = max([row["disposed_at"], *refused]) if row["disposed_at"] else None
        if open_ and not answers and t.since(handed) > 5:
            yield "tindak_lanjut_terlambat", key
        if open_ and answers and _taken(t, row, said) > _limit(row["classification"]):
            yield "penyelesaian_terlambat", key
        if len(refused) > 2:
            yield "disposisi_berputar", key
        if _personal(row["content"]):
            yield "data_pribadi_di_pengaduan", key


def _limit(name: str) -> int:
    return {"Permintaan Informasi": 5, "Pengaduan Tidak Berkadar Pengawasan": 14}.get(name, 60)


def _taken(t: Town, row: Row, said: list[Row]) -> int:
    """Working days since the complaint was made, those it waited for its reporter left out."""
    taken, asked = t.since(row["created_at"]), None
    for one in said:
        if one["kind"] == "permintaan_kelengkapan" and asked is None:
            asked = one["created_at"].date()
        elif one["kind"] == "tanggapan_pelapor" and asked is not None:
            taken, asked = taken - days(asked, one["created_at"].date()), None
    return taken - (days(asked, t.day) if asked else 0)


def _personal(text: str) -> bool:
    for digits in re.findall(r"(?<!\d)\d{16}(?!\d)", text):
        day, month = int(digits[6:8]), int(digits[8:10])
        if digits[12:] != "0000" and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and digits[0] != "0":
            return True
    return re.search(r"(?<!\d)(08|\+628)\d{8,11}(?!\d)", text) is not None


def _moment(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").date()  # noqa: DTZ007 - the counters' clock


def _queue(t: Town) -> Iterator[Found]:
    at = {row["NOMOR_ANTREAN"]: (row["NOMOR_BERKAS"][:5], _moment(row["TGL_MASUK"]), row["STATUS"]) for row in t.queue}
    last: dict[str, date] = {}
    for counter, came, status in at.values():
        if status == "DICETAK":
            last[counter] = max(came, last.get(counter, came))
    for number, (counter, came, status) in at.items():
        if status == "MENUNGGU" and days(came, last.get(counter, came)) > 2:
            yield "antrean_disalip", number
        if status == "MENUNGGU" and t.since(came) > 14:
            yield "antrean_cetak_lama", number


def _stock(t: Town) -> Iterator[Found]:
    waiting = {row["NOMOR_BERKAS"][:5] for row in t.queue if row["STATUS"] == "MENUNGGU"}
    for office, rows in _by([row for row in t.stock if row["JENIS"] == "KTP_EL"], "LOKASI").items():
        left, used = int(rows[-1]["STOK_AKHIR"]), [int(row["TERPAKAI"]) for row in rows[-7:]]
        if 0 < left < 3 * sum(used) / len(used):
            yield "stok_blangko_menipis", office
        if left == 0 and COUNTER.get(office) in waiting:
            yield "siap_cetak_tanpa_blangko", office
