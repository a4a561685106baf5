-- judul: Kemungkinan satu orang memiliki dua NIK
-- title: One person may have two NIKs
-- kalimat: Dua warga yang masih hidup mempunyai tanggal lahir ({tanggal_lahir}), jenis kelamin dan nama ibu yang sama. Namanya sama atau hampir sama, tetapi NIK-nya berbeda.
-- sentence: Two living residents have the same birth date ({tanggal_lahir}), sex and mother's name. Their names are the same or nearly so, but their NIKs differ.
-- langkah: Bandingkan sidik jari dan foto kedua catatan. Tanyakan domisili yang dipilih warga. Ajukan penghapusan NIK yang tidak dipakai.
-- advice: Compare fingerprints and photos of both records. Ask which domicile the resident chooses. Request removal of the NIK not used.
-- type: 8
-- severity: critical
-- owner: DK
-- due: 1 HK
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk
-- wakes: penduduk
with
-- The cheap join first (day of birth and mother), for the scope only; names are then compared for the few that remain.
pair as (
    select s.subject_id, h.key, l.key as low_key, h.tanggal_lahir, h.kode_kelurahan, h.nama_lengkap as high,
        l.nama_lengkap as low, h.no_kk is distinct from l.no_kk as elsewhere
    from scope as s
    inner join rule.penduduk as h on h.nik = s.subject_id and h.system = 'siak'
    inner join rule.penduduk as l
        on
            l.tanggal_lahir = h.tanggal_lahir
            and upper(translate(l.nama_ibu, ' .,-''`', '')) = upper(translate(h.nama_ibu, ' .,-''`', ''))
            and l.jenis_kelamin = h.jenis_kelamin
            and l.system = 'siak' and l.nik < h.nik
    where h.status_hidup = 'hidup' and l.status_hidup = 'hidup' and h.nama_ibu <> ''
),

-- Words that carry no identity go first (domain.md §10), then habits of spelling, then blanks and doubled letters.
worded as materialized (
    select
        p.*, n.side,
        regexp_replace(
            regexp_replace(
                regexp_replace(' ' || upper(n.name) || ' ', '[^A-Z]+', ' ', 'g'),
                ' (H|HJ|DRS|DRA|DR|IR|PROF|BIN|BINTI|BR|BORU)(?= )', '', 'g'
            ),
            '^ (MUHAMMAD|MOHAMMAD|MOHAMAD|MOHAMED|MUHAMED|MOHD|MUHD|MHD|MOH|MUH|MUCH|MD|M) ', ' MUHAMAD '
        ) as name
    from pair as p
    cross join lateral (values (1, p.high), (2, p.low)) as n (side, name)
),

spelt as materialized (
    select
        subject_id, key, low_key, tanggal_lahir, kode_kelurahan, elsewhere, side,
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
            name, 'OE', 'U'), 'DJ', 'J'), 'TJ', 'C'), 'SJ', 'SY'), 'NJ', 'NY'), 'CH', 'H'), 'KH', 'H'), 'Y ', 'I'),
            ' ', ''
        ) as letters
    from worded
),

formed as (
    select s.*, length(s.letters) as long, regexp_replace(s.letters, '(.)\1+', '\1', 'g') as form from spelt as s
),

same as (
    select distinct h.subject_id, h.key, h.tanggal_lahir, h.kode_kelurahan
    from formed as h
    inner join formed as l on l.key = h.key and l.low_key = h.low_key and l.side = 2
    where
        h.side = 1 and h.form <> ''
        and (
            h.form = l.form
            -- One letter lost or added, in a longer name also changed, if they live in two families: twins of one
            -- family may be called so.
            or h.elsewhere and abs(h.long - l.long) <= 1
            and greatest(h.long, l.long) > case when h.long = l.long then 5 else 4 end
            and exists (
                select from generate_series(0, h.long) as n (at)
                where
                    left(h.letters, n.at) = left(l.letters, n.at)
                    and substr(h.letters, n.at + 1 + (h.long >= l.long)::int)
                    = substr(l.letters, n.at + 1 + (l.long >= h.long)::int)
            )
        )
)

select
    subject_id,
    key,
    jsonb_build_object('tanggal_lahir', tanggal_lahir, 'kecamatan', left(kode_kelurahan, 6)) as evidence,
    null::timestamptz as next_at
from same;

-- name: wakes
-- The other resident of the pair changed, or was one of a pair before.
with moved as (
    select r.nik, r.tanggal_lahir, r.jenis_kelamin, r.nama_ibu
    from changed as c
    inner join rule.penduduk as r on r.key = c.key and r.system = 'siak'
    where c.kind = 'penduduk'
    union
    select h.nik, h.tanggal_lahir, h.jenis_kelamin, h.nama_ibu
    from changed as c
    inner join rule.penduduk_lama as h on h.key = c.key and h.system = 'siak'
    where c.kind = 'penduduk'
)

select r.nik as subject_id
from moved as m
inner join rule.penduduk as r
    on
        r.tanggal_lahir = m.tanggal_lahir
        and upper(translate(r.nama_ibu, ' .,-''`', '')) = upper(translate(m.nama_ibu, ' .,-''`', ''))
        and r.jenis_kelamin = m.jenis_kelamin
        and r.system = 'siak' and r.nik > m.nik
