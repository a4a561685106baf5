"""A city straight in the mirror: what comparing, rules and sweeps are measured on, without the time of pulling it."""

from __future__ import annotations

import psycopg

#: Values a mirrored row carries beside its fields.
_KEPT = "clock_timestamp(), 'bench', 1, 1, 1, decode(md5(i::text), 'hex')"
_KEPT_NAMES = "observed_at, mapping_revision, page_id, row_no, run_id, digest"
_NAMES = (
    "(array['SITI','BUDI','RINA','AGUS','DEWI','JOKO','RATNA','HASAN','MARIA','ANDI'])[1 + i %% 10] || ' ' ||"
    " (array['NASUTION','SIREGAR','LUBIS','GINTING','SINAGA','WIJAYA','HARAHAP','PURBA'])[1 + i / 10 %% 8]"
    " || ' ' || to_hex(i)"
)
_PERSON = f"""
    '12710' || lpad(i::text, 11, '0') as nik, '12711' || lpad((i / 4)::text, 11, '0') as no_kk,
    {_NAMES} as nama_lengkap,
    'MEDAN' as tempat_lahir, date '1950-01-01' + i %% 20000 as tanggal_lahir,
    (array['L','P'])[1 + i %% 2] as jenis_kelamin, 'islam' as agama, 'kawin' as status_kawin,
    'JL. MERDEKA NO. ' || i %% 400 as alamat, lpad((i %% 15)::text, 3, '0') as rt, lpad((i %% 9)::text, 3, '0') as rw,
    '127109100' || 1 + i %% 7 as kode_kelurahan
"""
_FIELDS = (
    "nik, no_kk, nama_lengkap, tempat_lahir, tanggal_lahir, jenis_kelamin, agama, status_kawin, alamat, rt, rw,"
    " kode_kelurahan"
)
_RESIDENTS = f"""
insert into mirror.penduduk (system, key, {_FIELDS}, status_hidup, ktp_el_status, version, {_KEPT_NAMES})
select 'siak', nik, {_FIELDS}, 'hidup', 'tercetak', '2026-01-01T00:00:00.000000Z', {_KEPT}
from (select i, {_PERSON} from generate_series(%(first)s::int, %(last)s::int) as i) as person
"""
_APPLICANTS = f"""
insert into mirror.penduduk (system, key, {_FIELDS}, version, {_KEPT_NAMES})
select 'apsp', 'P-' || lpad(i::text, 7, '0'), {_FIELDS}, '2026-01-01T00:00:00.000000Z', {_KEPT}
from (
    select i, {
    _PERSON.replace(
        "'JL. MERDEKA NO. ' || i %% 400",
        "case when i %% 100 < %(every)s then 'JL. LAIN NO. ' || i else 'JL. MERDEKA NO. ' || i %% 400 end",
    )
}
    from generate_series(1, %(residents)s::int, %(every)s::int) as i
) as person
limit %(applicants)s
"""
_CURSORS = """
insert into simpul.cursor (feed, full_pass_at, last_success_at)
select feed, clock_timestamp(), clock_timestamp() from unnest(%(feeds)s::text[]) as feed
on conflict (feed, partition) do update
set full_pass_at = excluded.full_pass_at, last_success_at = excluded.last_success_at
"""
#: Residents of one step, so that one statement never holds the whole city.
_STEP = 250_000


def fill(dsn: str, *, residents: int, applicants: int, feeds: tuple[str, ...]) -> None:
    """Residents at the registry, every n-th of them an applicant; about one applicant in a hundred lives elsewhere."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit = off")
        for first in range(1, residents + 1, _STEP):
            conn.execute(_RESIDENTS, {"first": first, "last": min(first + _STEP - 1, residents)})
        every = max(residents // applicants, 1)
        conn.execute(_APPLICANTS, {"residents": residents, "every": every, "applicants": applicants})
        conn.execute(_CURSORS, {"feeds": list(feeds)})
        conn.execute("analyze mirror.penduduk")


def move(dsn: str, *, share: float) -> int:
    """A share of the residents moves house, as a pull would write it: history, mirror, dirty; how many."""
    every = round(1 / share)
    with psycopg.connect(dsn, autocommit=True) as conn:
        return conn.execute(_MOVE, {"every": every}).rowcount


_MOVE = """
with moved as (
    update mirror.penduduk as m set alamat = alamat || ' A', version = '2026-02-01T00:00:00.000000Z'
    where system = 'siak' and right(key, 7)::int %% %(every)s = 1
    returning nik
)
insert into simpul.dirty (subject_kind, subject_key, reason) select 'penduduk', nik, 'berubah' from moved
"""
