-- judul: Permohonan KTP-el untuk warga di bawah 17 tahun
-- title: Card applied for below the age of 17
-- kalimat: Permohonan {nomor} diajukan {diajukan}, tetapi pemohon baru berusia 17 tahun pada {usia_17} dan belum kawin.
-- sentence: Application {nomor} was made on {diajukan}, but the applicant turns 17 only on {usia_17} and is not married.
-- langkah: Jelaskan syarat usia kepada pemohon. Tunda atau tolak permohonan ini.
-- advice: Explain the age limit to the applicant. Put the application on hold or refuse it.
-- type: 53
-- severity: medium
-- owner: KC
-- due: 5 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, siak.penduduk
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tahap', p.tahap,
        'diajukan', (p.diajukan_pada at time zone 'Asia/Jakarta')::date,
        'usia_17', (r.tanggal_lahir + interval '17 years')::date, 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as r on r.nik = p.nik and r.system = 'siak'
where
    p.jenis_layanan = 'KTP_EL_BARU' and p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    and r.status_kawin = 'belum_kawin'
    and (p.diajukan_pada at time zone 'Asia/Jakarta')::date < (r.tanggal_lahir + interval '17 years')::date;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
