"""A city for cross-system rules straight in the mirror: every entity a rule joins, in a city's proportions."""

from __future__ import annotations

import psycopg

#: Values a mirrored row carries beside its fields.
_KEPT_NAMES = "version, observed_at, mapping_revision, page_id, row_no, run_id, digest"
_KEPT = (
    "to_char(timestamptz '2026-01-01' + (i %% 320) * interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
    " clock_timestamp(), 'bench', 1, 1, 1, ''"
)
_NIK = "bench_nik(%s)"
_KK = "'12711' || lpad((%s)::text, 11, '0')"
_NUMBER = "'503/' || lpad((%s)::text, 6, '0') || '/KTP/2026'"
#: A number that looks like chance and is the same every time.
_CHANCE = "(hashint4(i)::bigint + 2147483648)"
_AGO = f"(timestamptz '2026-11-20 09:00+07' - ({_CHANCE} %% 300) * interval '1 day')"

_NAME = (
    "(array['SITI','BUDI','RINA','AGUS','DEWI','JOKO','RATNA','HASAN','MARIA','ANDI'])[1 + {0} %% 10] || ' ' ||"
    " (array['NASUTION','SIREGAR','LUBIS','GINTING','SINAGA','WIJAYA','HARAHAP','PURBA'])[1 + {0} / 10 %% 8]"
    " || ' ' || (array['SARI','PUTRA','AYU','RIZKI','MULIA','ABADI'])[1 + {0} / 80 %% 6]"
)
_BORN = "date '1950-01-01' + ({0} %% 27000)::int"
#: A sound NIK for a number and back: birth date, sex (women's day + 40) and a serial.
_FUNCTION = """
create function bench_nik(i bigint) returns text language sql immutable parallel safe
return '127109' || lpad((extract(day from date '1950-01-01' + (i % 27000)::int)::int + 40 * (i % 2)::int)::text, 2, '0')
    || to_char(date '1950-01-01' + (i % 27000)::int, 'MMYY') || lpad((i / 27000 + 1)::text, 4, '0')
"""
_PERSON = {
    "no_kk": _KK % "i / 4",
    "nama_lengkap": _NAME.format(_CHANCE),
    "tanggal_lahir": _BORN.format("i"),
    "jenis_kelamin": "case i %% 2 when 0 then 'L' else 'P' end",
    "status_kawin": "case i %% 3 when 0 then 'belum_kawin' else 'kawin' end",
    "kode_kelurahan": "'12710910' || lpad((1 + i %% 7)::text, 2, '0')",
}
_CARD = f"case when {_CHANCE} %% 50 = 0 then 'siap_cetak' when i %% 9 = 0 then 'sudah_rekam' else 'tercetak' end"


def _insert(entity: str, system: str, key: str, fields: dict[str, str], source: str, schema: str = "mirror") -> str:
    names, values = ", ".join(fields), ", ".join(fields.values())
    extra = ", replaced_by_run" if schema == "history" else ""
    return (
        f"insert into {schema}.{entity} (system, key, {names}, {_KEPT_NAMES}{extra})"  # noqa: S608
        f" select '{system}', {key}, {values}, {_KEPT}{', 1' if extra else ''} from {source}"
    )


def _some(share: str) -> str:
    """As many as that share of the residents (``%(n)s``)."""
    return f"generate_series(1, greatest((%(n)s * {share})::int, 1)) as i"


def _complained() -> list[str]:
    """Complaints, what was answered, and which application they quote."""
    words = f"'Permohonan ' || {_NUMBER % 'i'} || ' belum selesai, mohon dibantu.'"
    complaint = {
        "id_pengaduan": "i::text", "isi": words, "klasifikasi": "'Pengaduan Tidak Berkadar Pengawasan'",
        "status": "case i %% 3 when 0 then 'Proses' else 'Selesai' end", "anonim": "false", "rahasia": "i %% 20 = 0",
        "dibuat_pada": _AGO, "disposisi_pada": f"{_AGO} + interval '1 day'",
    }  # fmt: skip
    return [
        _insert("pengaduan", "sp4", "i::text", complaint, _some("0.04")),
        _insert("tindak_lanjut", "sp4", "'F-' || i", {
            "id_tindak_lanjut": "'F-' || i", "id_pengaduan": "(i / 2)::text", "instansi": "'Disdukcapil'",
            "jenis": "(array['tindak_lanjut','tanggapan_pelapor','penolakan'])[1 + i %% 3]",
            "waktu": f"{_AGO} + interval '2 days'",
        }, _some("0.08")),
        "insert into simpul.quote (complaint_feed, complaint_key, application_feed, application_key, certain, reason)"
        f" select 'sp4.pengaduan', i::text, 'apsp.permohonan', {_NUMBER % 'i'}, i %% 4 > 0,"
        f" case i %% 4 when 0 then 'somebody_else' else 'same_phone' end from {_some('0.012')}",
    ]  # fmt: skip


def _statements() -> list[str]:
    """Every table but the residents."""
    applicant = _NIK % "i * 8"
    served = "(array['KTP_EL_BARU','KTP_EL_GANTI','KK_UBAH','AKTA_LAHIR'])[1 + i %% 4]"
    stage = "(array['DISERAHKAN','DISERAHKAN','TERBIT','DIPROSES','MENUNGGU_BLANGKO','DIKEMBALIKAN'])[1 + i %% 6]"
    passed = "(array['DIAJUKAN','BERKAS_DITERIMA','DIPROSES','TERBIT'])[1 + i %% 4]"
    born = {"tanggal_lahir": _BORN.format("(i * 8)"), "jenis_kelamin": "'L'"}
    person = {**_PERSON, **born, "nik": applicant, "no_hp": "'0812' || lpad(i::text, 8, '0')"}
    application = {
        "nomor_permohonan": _NUMBER % "i", "id_pemohon": "'P-' || i", "nik": applicant, "jenis_layanan": served,
        "tahap": stage, "kanal": "'DARING'", "kode_kecamatan": "'127109'", "biaya": "0", "diajukan_pada": _AGO,
        "selesai_pada": f"case when i %% 6 < 3 then {_AGO} + interval '5 days' end",
    }  # fmt: skip
    return [
        _insert("keluarga", "siak", _KK % "i", {
            "no_kk": _KK % "i", "nik_kepala": _NIK % "i * 4", "kode_kelurahan": "'1271091001'",
        }, _some("0.25")),
        _insert("peristiwa", "siak", "'E-' || i", {
            "id_peristiwa": "'E-' || i", "jenis": "(array['MATI','KAWIN','PINDAH','PECAH_KK'])[1 + i %% 4]",
            "nik": _NIK % "i * 30", "tanggal_peristiwa": f"{_AGO}::date",
        }, _some("0.03")),
        _insert("penduduk", "apsp", "'P-' || i", person, _some("0.12")),
        _insert("permohonan", "apsp", _NUMBER % "i", application, _some("0.12")),
        _insert("tahapan", "apsp", "'T-' || i", {
            "id_tahapan": "'T-' || i", "nomor_permohonan": _NUMBER % "i / 4", "tahap": passed,
            # The stages of one application follow one another.
            "waktu": f"{_AGO.replace('hashint4(i)', 'hashint4((i / 4)::int)')} + (i %% 4) * interval '1 day'",
        }, _some("0.48")),
        _insert("persyaratan", "apsp", "'S-' || i", {
            "id_persyaratan": "'S-' || i", "nomor_permohonan": _NUMBER % "i / 2",
            "dokumen": "case i %% 2 when 0 then 'KK' else 'KTP' end", "tanggal_dokumen": f"{_AGO}::date",
        }, _some("0.24")),
        _insert("verifikasi", "dukcapil", applicant, {
            "nik": applicant, "kode_respon": f"case when {_CHANCE} %% 200 = 0 then '13' else '00' end",
            "hasil_nik": "'sesuai'",
        }, _some("0.12")),
        _insert("berkas_masuk", "loket", "'BM-09-' || i", {
            "nomor_berkas": "'BM-09-' || i", "nik": _NIK % "i * 25", "jenis_layanan": served, "diterima_pada": _AGO,
        }, _some("0.04")),
        _insert("antrean_cetak", "loket", "'A-' || i", {
            "nomor_antrean": "'A-' || i", "nomor_berkas": "'BM-' || lpad((1 + i %% 21)::text, 2, '0') || '-' || i",
            "nik": _NIK % "i * 25", "status": "case i %% 12 when 0 then 'MENUNGGU' else 'DICETAK' end",
            "masuk_pada": _AGO, "dicetak_pada": f"{_AGO} + interval '3 days'",
        }, _some("0.04")),
        _insert("serah_terima", "loket", "'ST-' || i", {
            "nomor_serah": "'ST-' || i", "nomor_berkas": "'BM-09-' || i * 2", "nik": _NIK % "i * 50",
        }, _some("0.02")),
        _insert("stok_blangko", "loket", "'S-' || i", {
            "tanggal": "date '2026-09-20' + i / 21", "lokasi": "'KEC-' || lpad((1 + i %% 21)::text, 2, '0')",
            "jenis": "'KTP_EL'", "terpakai": f"{_CHANCE} %% 40", "stok_akhir": f"{_CHANCE} %% 300",
        }, "generate_series(0, 1259) as i"),
        *_complained(),
    ]  # fmt: skip


_RESIDENT = {
    "nik": _NIK % "i", **_PERSON, "status_hidup": f"case when {_CHANCE} %% 400 = 0 then 'mati' else 'hidup' end",
    "ktp_el_status": _CARD, "nama_ibu": _NAME.format("(hashint4(i / 3)::bigint + 2147483648)"),
    "hubungan_keluarga": "case i %% 4 when 0 then 'kepala_keluarga' else 'anak' end",
}  # fmt: skip
#: Residents of one step, so that one statement never holds the whole city.
_STEP = 250_000


def fill(dsn: str, residents: int, feeds: list[str]) -> None:
    """A city of that many residents; every feed read whole a moment ago."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit = off")
        conn.execute(_FUNCTION)
        for first in range(1, residents + 1, _STEP):
            step = f"generate_series({first}, {min(first + _STEP - 1, residents)}) as i"
            conn.execute(_insert("penduduk", "siak", _NIK % "i", _RESIDENT, step), {})
        # One in twenty was something else before.
        before = f"generate_series(20, {residents}, 20) as i"
        conn.execute(_insert("penduduk", "siak", _NIK % "i", _RESIDENT, before, "history"), {})
        for statement in _statements():
            conn.execute(statement, {"n": residents})
        conn.execute(_CURSORS, {"feeds": feeds})
        conn.execute("vacuum analyze")


_CURSORS = """
insert into simpul.cursor (feed, full_pass_at, last_success_at)
select feed, clock_timestamp(), clock_timestamp() from unnest(%(feeds)s::text[]) as feed
"""
#: Subjects of a kind that changed: every hundredth.
CHANGED = {
    kind: f"select distinct {key} from mirror.{entity} where system = '{system}' and hashtext({key}) % 100 = 0"  # noqa: S608
    for kind, entity, system, key in (
        ("keluarga", "keluarga", "siak", "no_kk"),
        ("penduduk", "penduduk", "siak", "nik"),
        ("lokasi", "stok_blangko", "loket", "lokasi"),
        ("permohonan", "permohonan", "apsp", "nomor_permohonan"),
        ("pengaduan", "pengaduan", "sp4", "id_pengaduan"),
    )
}
#: What reading the same tables once and joining them by their keys costs: no rule, no case.
PLAIN = """
select count(*), count(k.key), count(a.key), count(t.key), count(v.key), count(e.key), count(q.key)
from mirror.penduduk as p
left join mirror.keluarga as k on k.no_kk = p.no_kk
left join mirror.permohonan as a on a.nik = p.nik
left join mirror.tahapan as t on t.nomor_permohonan = a.nomor_permohonan
left join mirror.verifikasi as v on v.nik = p.nik
left join mirror.peristiwa as e on e.nik = p.nik
left join mirror.antrean_cetak as q on q.nik = p.nik
where p.system = 'siak'
"""
