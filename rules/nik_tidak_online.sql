-- judul: NIK tidak ditemukan di basis data nasional
-- title: NIK not found in the national database
-- kalimat: Dukcapil menjawab bahwa NIK ini tidak ditemukan (kode {kode_respon}, diperiksa {diperiksa}).
-- sentence: Dukcapil answered that this NIK is not found (code {kode_respon}, checked {diperiksa}).
-- langkah: Periksa NIK di SIAK. Minta konsolidasi ulang ke pusat bila NIK benar. Perbaiki NIK di APSP bila keliru.
-- advice: Check the NIK in SIAK. Ask for a new consolidation with the centre if the NIK is right. Correct it in APSP if it is wrong.
-- type: 9
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: dukcapil.verifikasi
-- needs: dukcapil.verifikasi
select
    s.subject_id,
    v.key,
    jsonb_build_object(
        'kode_respon', v.kode_respon, 'diperiksa', (v.diperiksa_pada at time zone 'Asia/Jakarta')::date
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.verifikasi as v on v.nik = s.subject_id and v.system = 'dukcapil'
where v.kode_respon = '13'
