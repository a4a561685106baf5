-- judul: Stok blangko KTP-el menipis
-- title: Stock of blank cards running low
-- kalimat: Pada {tanggal} blangko di {lokasi} tinggal {stok} keping, cukup untuk kurang dari 3 hari. Pemakaian rata-rata {pemakaian} keping sehari.
-- sentence: On {tanggal} {lokasi} has {stok} blank cards left, enough for less than 3 days. It uses {pemakaian} a day on average.
-- langkah: Minta tambahan blangko ke Disdukcapil. Dahulukan pemohon pertama kali.
-- advice: Ask Disdukcapil for more blank cards. Serve those who never had a card first.
-- type: -
-- severity: high
-- owner: DK
-- due: 1 HK
-- subject: lokasi
-- record: loket.stok_blangko
-- needs: loket.stok_blangko
with
latest as (
    select k.*, row_number() over (partition by k.lokasi order by k.tanggal desc, k.key desc) as place
    from scope as s
    inner join rule.stok_blangko as k on k.lokasi = s.subject_id and k.system = 'loket'
    where k.jenis = 'KTP_EL'
),

week as (
    select
        lokasi, avg(terpakai) as used, max(tanggal) as tanggal, max(stok_akhir) filter (where place = 1) as left_over
    from latest
    where place <= 7
    group by lokasi
)

-- The place itself is the key, not the day's row, so that the case stays the same one from day to day.
select
    s.subject_id,
    s.subject_id as key,
    jsonb_build_object(
        'lokasi', w.lokasi, 'tanggal', w.tanggal, 'stok', w.left_over, 'pemakaian', round(w.used)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join week as w on w.lokasi = s.subject_id
where w.left_over > 0 and w.left_over < 3 * w.used
