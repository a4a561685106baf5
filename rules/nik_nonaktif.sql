-- judul: NIK tidak aktif
-- title: NIK not active
-- kalimat: Dukcapil menjawab bahwa NIK ini tidak aktif (kode {kode_respon}, diperiksa {diperiksa}).
-- sentence: Dukcapil answered that this NIK is not active (code {kode_respon}, checked {diperiksa}).
-- langkah: Minta warga datang ke Disdukcapil. Periksa perekaman KTP-el. Aktifkan kembali NIK bila syarat lengkap.
-- advice: Ask the resident to come to Disdukcapil. Check the recording for the card. Reactivate the NIK if all is in order.
-- type: 10
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
where v.kode_respon = '14'
