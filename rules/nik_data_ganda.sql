-- judul: NIK dinyatakan ganda oleh Dukcapil
-- title: NIK reported as duplicate by Dukcapil
-- kalimat: Dukcapil menjawab bahwa data untuk NIK ini ganda (kode {kode_respon}, diperiksa {diperiksa}).
-- sentence: Dukcapil answered that the data of this NIK is a duplicate (code {kode_respon}, checked {diperiksa}).
-- langkah: Tanyakan domisili yang dipilih warga. Ajukan penghapusan data ganda ke Disdukcapil.
-- advice: Ask which domicile the resident chooses. Request removal of the duplicate at Disdukcapil.
-- type: 8
-- severity: critical
-- owner: DK
-- due: 1 HK
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
where v.kode_respon = '12'
