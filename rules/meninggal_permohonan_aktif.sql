-- judul: Permohonan atas nama warga yang sudah meninggal
-- title: Application in the name of a deceased resident
-- kalimat: Permohonan {nomor} ({jenis_layanan}) diajukan {diajukan}, padahal pemohon tercatat meninggal {meninggal}.
-- sentence: Application {nomor} ({jenis_layanan}) was made on {diajukan}, but the applicant is recorded as deceased on {meninggal}.
-- langkah: Tunda permohonan ini. Periksa siapa yang mengajukannya. Laporkan ke Disdukcapil bila NIK dipakai orang lain.
-- advice: Put this application on hold. Check who made it. Report to Disdukcapil if somebody else uses the NIK.
-- type: 4
-- severity: critical
-- owner: DK
-- due: 1 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, siak.penduduk, siak.peristiwa
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'jenis_layanan', p.jenis_layanan, 'tahap', p.tahap,
        'diajukan', (p.diajukan_pada at time zone 'Asia/Jakarta')::date, 'meninggal', death.day,
        'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as r on r.nik = p.nik and r.system = 'siak'
cross join lateral (
    select min(e.tanggal_peristiwa) as day from rule.peristiwa as e
    where e.nik = p.nik and e.system = 'siak' and e.jenis = 'MATI'
) as death
where
    r.status_hidup = 'mati' and p.jenis_layanan <> 'AKTA_KEMATIAN'
    and p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    and (p.diajukan_pada at time zone 'Asia/Jakarta')::date > death.day;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
