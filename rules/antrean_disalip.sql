-- judul: Antrean cetak KTP-el disalip
-- title: Overtaken in the print queue
-- kalimat: Kartu dengan antrean {nomor} masuk {masuk} dan masih menunggu. Kartu yang masuk {masuk_lain} di loket yang sama sudah dicetak.
-- sentence: The card with queue number {nomor} entered on {masuk} and still waits. A card that entered on {masuk_lain} at the same counter is already printed.
-- langkah: Tanyakan alasannya kepada petugas cetak. Cetak kartu yang disalip lebih dahulu.
-- advice: Ask the printing officer for the reason. Print the overtaken card first.
-- type: -
-- severity: medium
-- owner: DK
-- due: 5 HK
-- subject: penduduk
-- record: loket.antrean_cetak
-- needs: loket.antrean_cetak
-- wakes: penduduk
with
-- The latest card printed at each counter decides for everybody who waits there.
printed as (
    select split_part(a.nomor_berkas, '-', 2) as counter, max(a.masuk_pada) as entered
    from rule.antrean_cetak as a
    where a.status = 'DICETAK' and a.nik is not null and a.nomor_berkas like 'BM-%-%'
    group by split_part(a.nomor_berkas, '-', 2)
)

select
    s.subject_id,
    a.key,
    jsonb_build_object(
        'nomor', a.nomor_antrean, 'masuk', (a.masuk_pada at time zone 'Asia/Jakarta')::date,
        'masuk_lain', (p.entered at time zone 'Asia/Jakarta')::date, 'kecamatan', '1271' || p.counter
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.antrean_cetak as a on a.nik = s.subject_id and a.system = 'loket'
inner join printed as p on p.counter = split_part(a.nomor_berkas, '-', 2)
where
    a.status = 'MENUNGGU' and a.nomor_berkas like 'BM-%-%'
    and p.entered >= rule.sesudah_hari_kerja(a.masuk_pada, 2);

-- name: wakes
-- A card printed, or no longer printed, at a counter concerns all that wait there.
with counter as (
    select split_part(a.nomor_berkas, '-', 2) as id
    from changed as c
    inner join rule.antrean_cetak as a on a.nik = c.key and a.status = 'DICETAK'
    where c.kind = 'penduduk'
    union
    select split_part(h.nomor_berkas, '-', 2)
    from changed as c
    inner join rule.antrean_cetak_lama as h on h.nik = c.key and h.status = 'DICETAK'
    where c.kind = 'penduduk'
)

select w.nik as subject_id
from rule.antrean_cetak as w
inner join counter as n on n.id = split_part(w.nomor_berkas, '-', 2)
where w.status = 'MENUNGGU' and w.nik is not null
