"""The same residents on two servers: raw at the source, mirrored at the hub, and how some of them come to differ."""

from __future__ import annotations

import psycopg

from benchmarks.parts.databases import dsn
from benchmarks.parts.sweeping import digest_of, fingerprint
from simpul.core.model import Feed

#: In the order of their making, which is not the order of their NIKs: as in a registry that has lived.
RAW = """
create schema if not exists luar;
create table luar.penduduk as
select '1271' || lpad((1 + i % 21)::text, 2, '0') || lpad((1 + i / 21 % 28 + 40 * (i % 2))::text, 2, '0')
        || lpad((1 + i / 588 % 12)::text, 2, '0') || lpad((i / 7056 % 100)::text, 2, '0')
        || lpad((1 + i / 705600)::text, 4, '0') as nik,
    '1271' || lpad((i / 4)::text, 12, '0') as no_kk,
    (array['SITI','BUDI','RINA','AGUS','DEWI','JOKO','RATNA'])[1 + i % 7] || ' '
        || (array['NASUTION','SIREGAR','LUBIS','GINTING','SINAGA'])[1 + i / 7 % 5] || ' ' || to_hex(i) as nama_lgkp,
    'MEDAN' as tmpt_lhr, lpad((1 + i % 28)::text, 2, '0') || '-0' || 1 + i % 9 || '-19' || 50 + i % 50 as tgl_lhr,
    (1 + i % 2)::text as jenis_klmin, (1 + i % 6)::text as agama, (1 + i % 13)::text as gol_drh,
    (1 + i % 4)::text as stat_kwn, (1 + i % 11)::text as stat_hbkel, (1 + i % 10)::text as pddk_akh,
    (1 + i % 88)::text as jenis_pkrjn, 'IBU ' || to_hex(i * 7) as nama_lgkp_ibu,
    'AYAH ' || to_hex(i * 3) as nama_lgkp_ayah,
    'JL. MERDEKA NO. ' || i % 400 as alamat, (i % 15)::text as no_rt, (i % 9)::text as no_rw,
    case when i % 3 = 0 then null else 'LINGKUNGAN ' || i % 12 end as dusun,
    '12' as no_prop, '71' as no_kab, (1 + i % 21)::text as no_kec, (1001 + i % 7)::text as no_kel,
    '1' as stat_hidup, (1 + i % 8)::text as ektp_current_status_code, '0' as flag_status,
    '2026-01-01T00:00:00.000000+07:00' as tgl_ubah, timestamptz '2026-01-01' as urut
from generate_series(1, {residents}) as i;
alter table luar.penduduk add primary key (nik);
"""
MIRROR = """
insert into mirror.penduduk (
    system, key, nik, no_kk, nama_lengkap, tempat_lahir, jenis_kelamin, nama_ibu, nama_ayah, alamat, rt, rw, lingkungan,
    version, observed_at, mapping_revision, page_id, row_no, run_id, digest
)
select 'luar', nik, nik, no_kk, nama_lgkp, tmpt_lhr, null, nama_lgkp_ibu, nama_lgkp_ayah, alamat, null, null, dusun,
    '2025-12-31T17:00:00.000000Z', clock_timestamp(), 'bench', 1, 1, 1, decode({digest}, 'hex')
from luar.penduduk
"""
#: A number below 100 000 that a NIK and a letter always give.
_LOT = "(('x' || left(md5(nik || '{letter}'), 7))::bit(28)::int % 100000)"
_NEW = "left(nik, 12) || '9' || right(nik, 3)"


def build(feed: Feed, hub: str, source: str, residents: int) -> None:
    """Both servers agree about everybody; the hub also has the raw table, for tools that compare like with like."""
    for url in (hub, source):
        _run(url, RAW.format(residents=residents))
    _run(hub, MIRROR.format(digest=digest_of(feed)))
    for url, table in ((hub, "mirror.penduduk"), (hub, "luar.penduduk"), (source, "luar.penduduk")):
        _run(url, f"vacuum (freeze, analyze) {table}")


def change(hub: str, source: str, share: float) -> str:
    """Change that share of the source's rows (eight in ten differ, one is gone, one is new); the findings due.

    A larger share includes the rows of a smaller one.
    """
    whole = round(share * 100_000)
    altered = f"{_LOT.format(letter='a')} < {whole * 8 // 10}"
    gone = f"{_LOT.format(letter='b')} < {whole // 10}"
    # Never copied from a row that some share takes away: a smaller share may have done so already.
    new = f"{_LOT.format(letter='c')} < {whole // 10} and {_LOT.format(letter='b')} >= 10000"
    columns = _columns(source)
    others = ", ".join(columns[1:])
    _run(
        source,
        f"insert into luar.penduduk ({', '.join(columns)}) select {_NEW}, {others} from luar.penduduk"
        f" where ({new}) and substr(nik, 13, 1) <> '9' on conflict do nothing;"
        f"update luar.penduduk set alamat = 'PINDAH' where {altered} and substr(nik, 13, 1) <> '9';"
        f"delete from luar.penduduk where {gone} and substr(nik, 13, 1) <> '9'",
    )
    _run(source, "vacuum analyze luar.penduduk")
    with psycopg.connect(dsn(hub)) as connection:
        rows = connection.execute(
            f"select '-' as sign, nik from luar.penduduk where {gone} union all"
            f" select '!', nik from luar.penduduk where {altered} and not {gone} union all"
            f" select '+', {_NEW} from luar.penduduk where {new}"
        ).fetchall()
    return fingerprint(rows)


def _columns(url: str) -> list[str]:
    with psycopg.connect(dsn(url)) as connection:
        rows = connection.execute(
            "select column_name from information_schema.columns where table_schema = 'luar' order by ordinal_position"
        )
        return [str(row[0]) for row in rows]


def _run(url: str, statements: str) -> None:
    with psycopg.connect(dsn(url), autocommit=True) as connection:
        connection.execute("set synchronous_commit = off")
        connection.execute(statements)
