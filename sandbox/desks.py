"""What happens at the desks while the city lives: applications, stages, complaints, answers, counters' files."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from sandbox import complaints, counters, regions
from sandbox.agencies import CARD_AT, CARDS, DOCUMENTS, DONE, FINAL, PATHS, SERVICES
from sandbox.kinds import one_letter
from sandbox.life import Row, Step, applicant, changed, moved_on, next_number, now, resident, written
from sandbox.plant import APPLICANT_FEED, Planted

_QUOTED = re.compile(r"503/\d{6}/[A-Z]{2,3}/\d{4}")
_WITH_HOME = (
    "select b.*, k.alamat, k.no_rt, k.no_rw from siak.biodata_wni b join siak.data_keluarga k using (no_kk)"
    " where b.nik = %s"
)
#: A name is retyped wrongly at the one-door service once in so many steps.
_SLIP_EVERY = 4
_AT_COUNTER = ("KTP_EL_BARU", "KTP_EL_GANTI", "KK_UBAH", "AKTA_LAHIR")


def work(step: Step, folder: Path, number: int, seed: int) -> None:
    """Everything the desks do in one step; ``number`` counts the steps and names the counters' files."""
    for _ in range(3 * step.scale):
        _apply(step)
        _complain(step)
    for _ in range(8 * step.scale):
        _advance(step, _open_application(step))
    for _ in range(2 * step.scale):
        _advance(step, _quoted_application(step))
        _answer(step)
    if number % _SLIP_EVERY == 0:
        _slip(step)
    _counter(step, folder, number, seed)


# ------------------------------------------------------------------------------------ one-door service


def _newcomer(step: Step) -> Row | None:
    """A grown resident becomes an applicant, unless they are one already."""
    person = resident(step, "right(tgl_lhr, 4)::int < %s", [now().year - 18])
    if person is None or step.one("select id from apsp.pemohon where nik = %s", [person["nik"]]):
        return None
    whole = step.one(_WITH_HOME, [person["nik"]])
    if whole is None:
        return None
    mine = {"id": next_number(step, "apsp.pemohon", "id", "P-", 7), "telepon": f"0812{step.rng.randrange(10**8):08}"}
    row = mine | written(whole) | {"email": None, "versi": 1, "diubah": now()}
    step.insert("apsp.pemohon", row)
    return row


def _apply(step: Step) -> None:
    """Someone applies: half of the time a newcomer, else a known applicant."""
    if step.rng.random() < 0.5:
        owner = _newcomer(step)
    else:
        known = applicant(step)
        owner = step.one("select * from apsp.pemohon where id = %s", [known["id"]]) if known else None
    if owner is None:
        return
    service = _wish(step, owner["nik"])
    number = f"{next_number(step, 'apsp.permohonan', 'nomor', '503/', 6)}/{SERVICES[service]}/{now():%Y}"
    row = {
        "nomor": number,
        "pemohon_id": owner["id"],
        "nik": owner["nik"],
        "jenis_layanan": service,
        "tahap": "DIAJUKAN",
        "kanal": step.rng.choice(("DARING", "LOKET", "PATEN")),
        "kode_kecamatan": owner["kode_kelurahan"][:8],
        "biaya": "150000" if service == "IZIN_USAHA" else "0",
        "tgl_diajukan": now(),
        "tgl_selesai": None,
        "versi": 1,
        "diubah": now(),
    }
    step.insert("apsp.permohonan", row)
    _submitted(step, number)
    for document in step.rng.sample(DOCUMENTS, 2):
        _require(step, number, document, owner["nik"])
    step.count("PERMOHONAN")


def _wish(step: Step, nik: str) -> str:
    """Something they did not ask for yet; a card, new or anew, is asked for once."""
    asked = {
        row["jenis_layanan"] for row in step.all("select jenis_layanan from apsp.permohonan where nik = %s", [nik])
    }
    asked |= {row["layanan"] for row in step.all("select layanan from loket.berkas where nik = %s", [nik])}
    has = step.one(
        "select ektp_current_status_code in ('4', '6', '8') as card from siak.biodata_wni where nik = %s", [nik]
    )
    other_card = "KTP_EL_BARU" if has and has["card"] else "KTP_EL_GANTI"
    taken = asked | {other_card} | (set(CARDS) if asked & set(CARDS) else set())
    return step.rng.choice([service for service in SERVICES if service not in taken] or ["IZIN_USAHA"])


def _submitted(step: Step, number: str) -> None:
    clerk = f"PETUGAS {step.rng.randrange(1, 90)}"
    mine = {"id": next_number(step, "apsp.tahapan", "id", "T-", 8), "nomor_permohonan": number}
    step.insert("apsp.tahapan", mine | {"tahap": "DIAJUKAN", "waktu": now(), "petugas": clerk, "catatan": None})


def _require(step: Step, number: str, document: str, nik: str) -> None:
    """A paper; nobody brings one that is older than what last happened to them."""
    last = step.one("select max(to_date(tgl_peristiwa, 'DD-MM-YYYY')) as day from siak.peristiwa where nik = %s", [nik])
    mine = next_number(step, "apsp.persyaratan", "id", "S-", 8)
    day = now().date() - timedelta(days=step.rng.randrange(10, 2_000))
    day = max(day, last["day"]) if last and last["day"] else day
    paper = {"dokumen": document, "nomor_dokumen": f"DOK/1271/{mine[2:]}", "tgl_dokumen": day.isoformat()}
    step.insert(
        "apsp.persyaratan", {"id": mine, "nomor_permohonan": number} | paper | {"status": "LENGKAP", "diubah": now()}
    )


def _open_application(step: Step) -> Row | None:
    newest = step.one("select nomor from apsp.permohonan order by nomor desc limit 1", [])
    if newest is None:
        return None
    last = int(newest["nomor"][4:10])
    # Old numbers are finished nearly all: seek among the later half.
    pivot = f"503/{step.rng.randrange(last // 2, last + 1):06}"
    found = step.all(
        "select * from apsp.permohonan p where nomor >= %s and not tahap = any(%s) and not exists"
        " (select from kota.dibiarkan d where d.jenis = 'nik' and d.kunci = p.nik) order by nomor limit 20",
        [pivot, list(FINAL)],
    )
    return next((row for row in found if row["nik"] not in step.alone), None)


def _quoted_application(step: Step) -> Row | None:
    """An unfinished application that one of the newest complaints quotes: what its reporter waits to hear of."""
    recent = step.all("select content from sp4.complaint order by updated_at desc, complaint_id limit 60", [])
    quoted = [found.group() for row in recent if (found := _QUOTED.search(row["content"]))]
    waiting = step.all(
        "select * from apsp.permohonan where nomor = any(%s) and not tahap = any(%s) order by md5(nomor || %s)",
        [quoted, list(FINAL), str(step.rng.random())],
    )
    return next((row for row in waiting if row["nik"] not in step.alone), None)


def _advance(step: Step, application: Row | None) -> None:
    """One stage onward; some are sent back once, refused or withdrawn."""
    if application is None:
        return
    path = PATHS[0] if application["jenis_layanan"].startswith("KTP") else PATHS[2]
    current = application["tahap"]
    if current in ("BERKAS_DITERIMA", "VERIFIKASI") and step.rng.random() < 0.06:
        stage = {"BERKAS_DITERIMA": "DIBATALKAN", "VERIFIKASI": "DITOLAK"}[current]
    elif current == "DIKEMBALIKAN":
        stage = "VERIFIKASI"
    else:
        stage = path[path.index(current) + 1]
    moved_on(step, application["nomor"], stage)
    if application["jenis_layanan"] == "KTP_EL_BARU" and stage in CARD_AT:
        changed(step, application["nik"], {"ektp_current_status_code": CARD_AT[stage]})
    step.count("TAHAP")


def _slip(step: Step) -> None:
    """A clerk retypes an applicant's name with one wrong letter: a disagreement, and written down as one."""
    person = applicant(step)
    if person is None:
        return
    owner = step.one("select nama from apsp.pemohon where id = %s", [person["id"]])
    if owner is None or " ".join(owner["nama"].upper().split()) != person["nama_lgkp"].rstrip():
        return
    wrong = one_letter({"nama_lengkap": owner["nama"]}, np.random.default_rng(step.rng.randrange(10**9)))
    step.run(
        "update apsp.pemohon set nama = %s, versi = versi + 1, diubah = clock_timestamp() where id = %s",
        [wrong["nama_lengkap"], person["id"]],
    )
    step.truth.append(
        Planted(
            kind="nama_diketik_ulang",
            system=APPLICANT_FEED,
            key=person["id"],
            field="nama_lengkap",
            expect="case",
            note="a clerk retyped the name, one letter differs",
            at=now().isoformat(),
        )
    )
    step.count("SALAH_KETIK")


# ------------------------------------------------------------------------------------------ complaints


def _complain(step: Step) -> None:
    """A new complaint; nearly half quote the reporter's own unfinished application, nobody complains twice."""
    luck = step.rng.random()
    application = _open_application(step)
    if application is None:
        return
    owner = step.one("select nama, telepon, email from apsp.pemohon where id = %s", [application["pemohon_id"]])
    if owner is None or _known_reporter(step, owner["telepon"], application["nomor"]):
        return
    text = complaints.plain(step.rng)
    if luck < 0.5:
        unknown = f"503/{step.rng.randrange(complaints.UNKNOWN_FROM, 990_000)}/KTP/{now():%Y}"
        text = step.rng.choice(complaints.QUOTING).format(application["nomor"] if luck < 0.45 else unknown)
    number = _file_complaint(step, owner, text)
    if 0.45 <= luck < 0.5:
        _unknown_quoted(step, number)
    step.count("PENGADUAN")


def _known_reporter(step: Step, phone: str, number: str) -> bool:
    query = "select from sp4.complaint where reporter_phone = %s or position(%s in content) > 0 limit 1"
    return bool(step.all(query, [phone, number]))


def _file_complaint(step: Step, owner: Row, text: str) -> int:
    last = step.one("select max(complaint_id) as last from sp4.complaint", [])
    about = {"title": text[:48], "content": text, "classification": complaints.CLASSES[0], "category": "Kependudukan"}
    flags = {"is_anonymous": step.rng.random() < 0.08, "is_secret": step.rng.random() < 0.05}
    reporter = {"reporter_name": owner["nama"], "reporter_phone": owner["telepon"], "reporter_email": owner["email"]}
    number = int((last or {}).get("last") or 1_000_000) + 1
    ticket = {"ticket": f"{step.rng.randrange(10**7):07}", "status": "Belum Terverifikasi"}
    times = {"created_at": now(), "updated_at": now()}
    step.insert("sp4.complaint", {"complaint_id": number} | ticket | about | flags | reporter | times)
    return number


def _unknown_quoted(step: Step, number: int) -> None:
    """A number nobody was ever given stands in the text; said only where the text may be read."""
    hidden = step.one("select is_anonymous or is_secret as it from sp4.complaint where complaint_id = %s", [number])
    rule = "pengaduan_nomor_tidak_ada"
    step.truth.append(
        Planted(
            kind=rule,
            system="sp4.pengaduan",
            key=str(number),
            field=f"aturan {rule}",
            expect="none" if hidden and hidden["it"] else "case",
            note="a number that was never given",
            at=now().isoformat(),
        )
    )


def _answer(step: Step) -> None:
    """An institution answers one of the newest open complaints; some are closed with it, some turn secret."""
    found = step.all(
        "select * from sp4.complaint where status <> 'Selesai' order by updated_at desc, complaint_id limit 60", []
    )
    free = [row for row in found if str(row["complaint_id"]) not in step.spared]
    if not free:
        return
    complaint = step.rng.choice(free)
    office = step.rng.choice(complaints.INSTITUTIONS)
    name = complaint["institution_name"] or office[1]
    quoted = _QUOTED.search(complaint["content"])
    closing = step.rng.random() < 0.2 and (quoted is None or _over(step, quoted.group()))
    step.run(
        "insert into sp4.followup (complaint_id, content, institution, kind, created_at) values (%s, %s, %s, %s, %s)",
        [complaint["complaint_id"], step.rng.choice(complaints.ANSWERS), name, "tindak_lanjut", now()],
    )
    step.run(
        "update sp4.complaint set status = %s, closed_by = %s, institution_id = coalesce(institution_id, %s),"
        " institution_name = %s, disposed_at = coalesce(disposed_at, clock_timestamp()), is_secret = is_secret or %s,"
        " updated_at = clock_timestamp() where complaint_id = %s",
        [
            "Selesai" if closing else "Proses",
            "sistem" if closing else None,
            office[0],
            name,
            # Of a quoted number the hub may have told the one-door service already.
            quoted is None and step.rng.random() < 0.05,
            complaint["complaint_id"],
        ],
    )
    step.count("TANGGAPAN")


def _over(step: Step, number: str) -> bool:
    """Whether nothing is left to do for this application."""
    query = "select from apsp.permohonan where nomor = %s and tahap = any(%s)"
    return bool(step.all(query, [number, [*DONE, *FINAL]]))


# -------------------------------------------------------------------------------------------- counters


def _counter(step: Step, folder: Path, number: int, seed: int) -> None:
    """An intake list each step; every sixth step print queue and hand-over list; stock once a day."""
    kec = step.rng.choice(list(regions.KELURAHAN))
    files = {f"berkas_masuk_1271{kec}_{now():%Y%m%d}_{number + 1}.csv": _intake(step, kec)}
    if number % 6 == 0:
        files |= _print(step, number + 1)
    stock = f"stok_blangko_{now():%Y%m%d}_1.csv"
    if not any((folder / part / stock).exists() for part in ("masuk", "selesai")):
        # Where stock is planted nobody counts any more, so that yesterday's stays the latest.
        files[stock] = counters.stock(now().date(), seed).filter(~pl.col("LOKASI").is_in(list(step.spared)))
    counters.write(folder, {name: rows for name, rows in files.items() if rows.height})
    step.count("BERKAS_LOKET")


def _intake(step: Step, kec: str) -> pl.DataFrame:
    rows = []
    for place in range(step.rng.randrange(3, 9)):
        person = resident(step, "no_kec = %s and right(tgl_lhr, 4)::int < %s", [str(int(kec)), now().year - 18])
        whole = step.one(_WITH_HOME, [person["nik"]]) if person else None
        if whole is not None:
            rows.append(_typed(step, whole, kec, place + 1))
    return pl.DataFrame(rows, schema=dict.fromkeys(counters.INTAKE, pl.String))


def _typed(step: Step, person: Row, kec: str, place: int) -> Row:
    known = written(person)
    last = step.one("select max(right(nomor_berkas, 6)) as last from loket.berkas", [])
    number = f"BM-{kec}-{now():%Y}-{int((last or {}).get('last') or 0) + 1:06}"
    asked = step.all("select jenis_layanan from apsp.permohonan where nik = %s", [known["nik"]])
    elsewhere = {row["jenis_layanan"] for row in asked}
    service = step.rng.choice([one for one in _AT_COUNTER if one not in elsewhere] or ["PINDAH_KELUAR"])
    taken = {"nomor_berkas": number, "nik": known["nik"], "layanan": service, "kode_kecamatan": f"12.71.{kec}"}
    step.insert("loket.berkas", taken | {"diterima": now()})
    year, month, day = known["tgl_lahir"].split("-")
    return {
        "NO_URUT": str(place),
        "NOMOR_BERKAS": number,
        "NIK": known["nik"],
        "NO_KK": known["no_kk"],
        "NAMA": known["nama"].lower() if step.rng.random() < 0.2 else known["nama"],
        "TGL_LAHIR": f"{day}/{month}/{year}",
        "JENIS_KELAMIN": known["jenis_kelamin"],
        "RT": person["no_rt"],
        "RW": person["no_rw"],
        "KODE_KELURAHAN": known["kode_kelurahan"],
        "NO_HP": f"0813{step.rng.randrange(10**8):08}",
        "LAYANAN": service,
        "TGL_TERIMA": f"{now():%d/%m/%Y %H:%M}",
        "PETUGAS": f"LOKET {step.rng.randrange(1, 5)}",
    }


_ENTER = """with fresh as (
    update loket.berkas set tercetak = true where nomor_berkas in (
        select nomor_berkas from loket.berkas where bersih and not tercetak and layanan like 'KTP%%'
        order by nomor_berkas limit 40)
    returning nomor_berkas, nik)
insert into loket.antrean (nomor_antrean, nomor_berkas, nik, status, masuk)
select %s || lpad(row_number() over (order by nomor_berkas)::text, 4, '0'), nomor_berkas, nik, 'MENUNGGU',
    clock_timestamp() from fresh returning nomor_antrean"""
_PRINT = """update loket.antrean set status = 'DICETAK', cetak = clock_timestamp() where nomor_antrean in (
    select nomor_antrean from loket.antrean where status = 'MENUNGGU' and not nomor_antrean = any(%s)
    order by masuk, nomor_antrean limit 25)
returning nomor_antrean"""
_TOLD = """select nomor_antrean, nomor_berkas, nik, status, masuk at time zone 'Asia/Jakarta' as masuk,
    cetak at time zone 'Asia/Jakarta' as cetak from loket.antrean where nomor_antrean = any(%s)
    order by nomor_antrean"""


def _print(step: Step, number: int) -> dict[str, pl.DataFrame]:
    """Queue the card applications taken in, print whoever came first, tell what changed in the queue."""
    entered = step.all(_ENTER, [f"AC-{now():%Y%m%d}-{number}-"])
    printed = step.all(_PRINT, [list(step.spared)])
    touched = sorted({row["nomor_antrean"] for row in (*entered, *printed)})
    if not touched:
        return {}
    moments = {"masuk": pl.Datetime("us"), "cetak": pl.Datetime("us")}
    frame = pl.DataFrame(step.all(_TOLD, [touched]), schema_overrides=moments)
    return counters.queue_files(frame, np.random.default_rng(step.rng.randrange(10**9)), now().date(), number)
