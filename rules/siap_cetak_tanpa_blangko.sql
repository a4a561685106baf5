-- judul: Blangko habis, kartu menunggu dicetak
-- title: No blank cards left while cards wait
-- kalimat: Blangko KTP-el di {lokasi} habis sejak {sejak}, padahal ada kartu yang menunggu dicetak di sana.
-- sentence: {lokasi} has no blank cards left since {sejak}, while cards wait there to be printed.
-- langkah: Minta blangko ke Disdukcapil hari ini. Beri pemohon surat keterangan pengganti KTP-el.
-- advice: Ask Disdukcapil for blank cards today. Give applicants the letter that stands in for the card.
-- type: -
-- severity: high
-- owner: DK
-- due: 1 HK
-- subject: lokasi
-- record: loket.stok_blangko
-- needs: loket.stok_blangko, loket.antrean_cetak
-- wakes: penduduk
with
-- Counters write their district's two digits into a file's number and its name into the stock list.
office (counter, lokasi) as (
    values
    ('01', 'KECAMATAN MEDAN KOTA'), ('02', 'KECAMATAN MEDAN SUNGGAL'), ('03', 'KECAMATAN MEDAN HELVETIA'),
    ('04', 'KECAMATAN MEDAN DENAI'), ('05', 'KECAMATAN MEDAN BARAT'), ('06', 'KECAMATAN MEDAN DELI'),
    ('07', 'KECAMATAN MEDAN TUNTUNGAN'), ('08', 'KECAMATAN MEDAN BELAWAN'), ('09', 'KECAMATAN MEDAN AMPLAS'),
    ('10', 'KECAMATAN MEDAN AREA'), ('11', 'KECAMATAN MEDAN JOHOR'), ('12', 'KECAMATAN MEDAN MARELAN'),
    ('13', 'KECAMATAN MEDAN LABUHAN'), ('14', 'KECAMATAN MEDAN TEMBUNG'), ('15', 'KECAMATAN MEDAN MAIMUN'),
    ('16', 'KECAMATAN MEDAN POLONIA'), ('17', 'KECAMATAN MEDAN BARU'), ('18', 'KECAMATAN MEDAN PERJUANGAN'),
    ('19', 'KECAMATAN MEDAN PETISAH'), ('20', 'KECAMATAN MEDAN TIMUR'), ('21', 'KECAMATAN MEDAN SELAYANG')
),

latest as (
    select distinct on (k.lokasi) k.lokasi, k.stok_akhir, o.counter
    from scope as s
    inner join office as o on o.lokasi = s.subject_id
    inner join rule.stok_blangko as k on k.lokasi = s.subject_id and k.system = 'loket'
    where k.jenis = 'KTP_EL'
    order by k.lokasi, k.tanggal desc, k.key desc
),

empty as (
    select l.lokasi, l.counter, min(k.tanggal) as since
    from latest as l
    inner join rule.stok_blangko as k on k.lokasi = l.lokasi and k.system = 'loket'
    where
        l.stok_akhir = 0 and k.jenis = 'KTP_EL' and k.stok_akhir = 0
        and not exists (
            select from rule.stok_blangko as o
            where
                o.lokasi = k.lokasi and o.system = 'loket' and o.jenis = 'KTP_EL' and o.stok_akhir > 0
                and o.tanggal > k.tanggal
        )
    group by l.lokasi, l.counter
)

-- The place itself is the key, not the day's row, so that the case stays the same one from day to day.
select
    k.lokasi as subject_id,
    k.lokasi as key,
    jsonb_build_object('lokasi', k.lokasi, 'sejak', k.since, 'kecamatan', '1271' || k.counter) as evidence,
    null::timestamptz as next_at
from empty as k
where exists (
    select from rule.antrean_cetak as a
    where
        a.status = 'MENUNGGU' and a.system = 'loket' and a.nik is not null
        and a.nomor_berkas like 'BM-' || k.counter || '-%'
);

-- name: wakes
with office (counter, lokasi) as (
    values
    ('01', 'KECAMATAN MEDAN KOTA'), ('02', 'KECAMATAN MEDAN SUNGGAL'), ('03', 'KECAMATAN MEDAN HELVETIA'),
    ('04', 'KECAMATAN MEDAN DENAI'), ('05', 'KECAMATAN MEDAN BARAT'), ('06', 'KECAMATAN MEDAN DELI'),
    ('07', 'KECAMATAN MEDAN TUNTUNGAN'), ('08', 'KECAMATAN MEDAN BELAWAN'), ('09', 'KECAMATAN MEDAN AMPLAS'),
    ('10', 'KECAMATAN MEDAN AREA'), ('11', 'KECAMATAN MEDAN JOHOR'), ('12', 'KECAMATAN MEDAN MARELAN'),
    ('13', 'KECAMATAN MEDAN LABUHAN'), ('14', 'KECAMATAN MEDAN TEMBUNG'), ('15', 'KECAMATAN MEDAN MAIMUN'),
    ('16', 'KECAMATAN MEDAN POLONIA'), ('17', 'KECAMATAN MEDAN BARU'), ('18', 'KECAMATAN MEDAN PERJUANGAN'),
    ('19', 'KECAMATAN MEDAN PETISAH'), ('20', 'KECAMATAN MEDAN TIMUR'), ('21', 'KECAMATAN MEDAN SELAYANG')
)

select o.lokasi as subject_id
from changed as c
inner join rule.antrean_cetak as a on a.nik = c.key
inner join office as o on o.counter = split_part(a.nomor_berkas, '-', 2)
where c.kind = 'penduduk'
union
select o.lokasi
from changed as c
inner join rule.antrean_cetak_lama as h on h.nik = c.key
inner join office as o on o.counter = split_part(h.nomor_berkas, '-', 2)
where c.kind = 'penduduk'
