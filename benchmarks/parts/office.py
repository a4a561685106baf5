"""A hub that has worked for a month, put straight into its tables: runs, quarantine, cases, decisions, effects, audit.

On top of the city of :mod:`benchmarks.parts.ruled`. Also what the browser tests look at, at a small size.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from benchmarks.parts import ruled

FEEDS = tuple(
    f"{system}.{entity}"
    for system, entities in {
        "siak": "penduduk keluarga peristiwa",
        "apsp": "pemohon permohonan tahapan persyaratan",
        "sp4": "pengaduan tindak_lanjut",
        "loket": "berkas_masuk antrean_cetak serah_terima stok_blangko",
        "dukcapil": "verifikasi",
    }.items()
    for entity in entities.split()
)
#: What some value of every page is, so that every page is seen to show it as text.
NASTY = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.invalid")'
LONG = "PANJANG " * 62 + "NAMA"
#: Cause of a group of exactly :data:`GROUP` open cases, for the bulk preview.
CAUSE, GROUP = "apsp.pemohon alamat different penulisan_lain", 412


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is."""

    residents: int
    cases: int
    runs: int


_RUNS = """
insert into simpul.run (
    kind, target, state, reason, mapping_revision, caller, started_at, ended_at, read, applied, unchanged
)
select case when i %% 3 = 0 then 'compare' else 'pull' end,
    case when i %% 3 = 0 then '' else (%(feeds)s::text[])[1 + i %% 14] end,
    case when i %% 97 = 0 then 'failed' when i %% 211 = 0 then 'parked' else 'done' end,
    case when i %% 97 = 0 then 'Retry: connection reset' else '' end, 'v' || (1 + i / 4000), 'jadwal',
    at, at + interval '7 seconds', 1000, i %% 50, 1000 - i %% 50
from (
    select i, clock_timestamp() - (%(n)s - i) * interval '30 days' / %(n)s as at from generate_series(1, %(n)s) as i
) as r
"""
_PAGES = """
insert into simpul.page (
    run_id, feed, number, digest, media, origin, requested_at, received_at, read, applied, unchanged
)
select id, target, 1, decode(md5(id::text), 'hex'), 'json', 'halaman 1', started_at, started_at + interval '1 second',
    read, applied, unchanged
from simpul.run where kind = 'pull'
"""
_QUARANTINE = """
insert into simpul.quarantine (page_id, run_id, feed, row_no, record_key, field, rule, masked, opened_at)
select p.id, p.run_id, p.feed, i, 'P-' || i,
    (array['rt','nik','kode_kelurahan','tanggal_lahir'])[1 + i %% 4],
    (array['rt_rw_rusak','nik_panjang','kode_wilayah_tidak_dikenal','tanggal_rusak'])[1 + i %% 4],
    case i when 1 then %(nasty)s when 2 then %(formula)s else '3A••••••' end, clock_timestamp() - i * interval '1 hour'
from generate_series(1, least(%(n)s, 600)) as i,
    lateral (select id, run_id, feed from simpul.page where feed = 'apsp.pemohon' order by id desc limit 1) as p
"""
_FIELD = "(array['alamat','nama_lengkap','tanggal_lahir','status_kawin','no_kk','rt'])[1 + i %% 6]"
_SHAPE = "(array['penulisan_lain','huruf_beda','hari_bulan_tertukar','status_beda','kk_lama','rt_beda'])[1 + i %% 6]"
_THEIRS = (
    "(array['JL. MERDEKA NO. ' || i, 'SITI AMINAH NASUTION', '1990-07-04', 'kawin', '127110' || lpad(i::text, 10, '0'),"
    " '003'])[1 + i %% 6]"
)
_OURS = (
    "(array['JALAN MERDEKA ' || i, 'SITI AMINA NASUTION', '1990-04-07', 'belum_kawin', '127110' ||"
    " lpad((i + 1)::text, 10, '0'), '3'])[1 + i %% 6]"
)
_CASES = f"""
insert into simpul.cases (
    kind, subject_kind, subject_key, feed, record_key, field, authority_feed, authority_value, follower_value, state,
    opened_at, updated_at, due_at, closed_at, closed_because, opened_by_run, shape, cause, severity, owner, kecamatan,
    proposed_value, proposed_by, assignee, observing
)
select 'different', 'penduduk', bench_nik(i * 8), 'apsp.pemohon', 'P-' || i, {_FIELD}, 'siak.penduduk', {_THEIRS},
    case i when 1 then %(nasty)s when 7 then %(formula)s when 13 then %(long)s else {_OURS} end,
    case when closed then 'closed' when i %% 11 = 0 then 'assigned' when i %% 29 = 0 then 'reopened' else 'new' end,
    at, at, at + interval '14 days', case when closed then at + interval '3 days' end,
    case when closed then 'verified' end, 1, {_SHAPE}, 'apsp.pemohon ' || {_FIELD} || ' different ' || {_SHAPE},
    (array['low','medium','high','critical'])[1 + i %% 4], (array['KC','DK','PT'])[1 + i %% 3],
    '1271' || lpad((1 + i %% 21)::text, 2, '0'), {_THEIRS}, 'SIAK pemilik data',
    case when not closed and i %% 11 = 0 then 'petugas' end, not closed and i %% 40 = 0
from (
    select i, i > 2472 and i %% 5 > 2 as closed, clock_timestamp() - (i %% 60) * interval '1 day' as at
    from generate_series(1, %(n)s) as i
) as c
"""
#: The group for the bulk preview gets its exact size by giving the rest of its kind another shape.
_TRIM = """
update simpul.cases set shape = 'nomor_beda', cause = 'apsp.pemohon alamat different nomor_beda'
where cause = %(cause)s and id not in (
    select id from simpul.cases where cause = %(cause)s and closed_at is null and state in ('new', 'reopened')
    and not observing order by id limit %(group)s
)
"""
_DECIDED = """
insert into simpul.decision (
    case_id, case_version, field, choice, value, reason, actor, decided_at, not_before, evidence_kind, evidence_number,
    evidence_date, approved_by, approved_at
)
select id, version, field, 'authority', authority_value, 'sesuai data SIAK', 'petugas', opened_at + interval '1 day',
    opened_at + interval '1 day', 'kartu_keluarga', '12/KK/2026', date '2026-01-05', 'penyetuju',
    opened_at + interval '2 days'
from simpul.cases where closed_at is not null
"""
_PROPOSED = """
insert into simpul.decision (
    case_id, case_version, field, choice, value, reason, actor, decided_at, not_before, evidence_kind, evidence_number,
    evidence_date
)
select id, version, field, 'authority', authority_value, 'sesuai KK', 'petugas', clock_timestamp() - interval '5 hours',
    clock_timestamp(), 'kartu_keluarga', '12/KK/2026', date '2026-01-05'
from simpul.cases where field = 'nama_lengkap' and closed_at is null and state = 'new' order by id limit 40
"""
_AWAITING = """
update simpul.cases set state = 'awaiting'
where id in (select case_id from simpul.decision where four_eyes and approved_by is null)
"""
_EFFECTS = """
insert into simpul.effect (
    kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key, "values", body, state, case_id,
    created_at, sent_at, settled_at
)
select 'segarkan_identitas', 'event', 'apsp', feed, record_key, subject_kind, subject_key, 'k' || id, '{}', '{}',
    case when id %% 50 = 0 then 'failed' when id %% 70 = 0 then 'unknown' else 'verified' end, id,
    opened_at + interval '1 day', opened_at + interval '1 day', opened_at + interval '3 days'
from simpul.cases where closed_at is not null
"""
_RECEIPTS = """
insert into simpul.receipt (effect_id, attempt, outcome, reference, at)
select id, 1, 'accepted', 'R-' || id, sent_at from simpul.effect
"""
_LINKS = """
insert into simpul.link_state (system, calls, errors, latency, last_ok_at, failures, breaker, last_error, last_error_at)
values ('siak', 9000, 12, 1.8, clock_timestamp(), 0, 'closed', '', null),
    ('apsp', 30000, 40, 0.2, clock_timestamp(), 0, 'closed', '', null),
    ('sp4', 5000, 300, 0.9, clock_timestamp() - interval '2 hours', 6, 'open', 'Retry: 503', clock_timestamp())
on conflict do nothing
"""
_MATCHES = """
insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, reasons, state)
select 'sp4.pengaduan', i::text, 'siak.penduduk', bench_nik(i * 8), 'person', 0.91,
    '[{"id": "nama sama, satu huruf beda", "en": "same name, one letter differs"}]',
    case when i %% 10 = 0 then 'offered' else 'sure' end
from generate_series(1, least(%(n)s / 20, 3000)) as i
"""


def fill(dsn: str, size: Size) -> None:
    """The whole of it. The city's residents have the NIKs ``bench_nik(1..residents)`` gives."""
    ruled.fill(dsn, size.residents, list(FEEDS))
    given = {
        "feeds": list(FEEDS), "nasty": NASTY, "formula": FORMULA, "long": LONG, "cause": CAUSE, "group": GROUP,
    }  # fmt: skip
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit = off")
        conn.execute(_RUNS, {**given, "n": size.runs})
        for statement in (_PAGES, _QUARANTINE, _CASES, _TRIM, _DECIDED, _PROPOSED, _AWAITING, _EFFECTS, _RECEIPTS):
            conn.execute(statement, {**given, "n": size.cases})
        conn.execute(_LINKS)
        conn.execute(_MATCHES, {"n": size.residents})
        conn.execute("update mirror.penduduk set nama_lengkap = %(long)s where key = 'P-13'", given)
        conn.execute("update mirror.penduduk set nama_lengkap = %(nasty)s where key = 'P-1'", given)
        conn.execute("vacuum analyze")


def nik(dsn: str, number: int) -> str:
    """NIK of the resident with this number."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute("select bench_nik(%s)", (number,)).fetchone()
        assert row is not None
        return str(row[0])
