-- judul: Kartu keluarga yang dilampirkan sudah lama
-- title: Family card handed in is out of date
-- kalimat: Kartu keluarga pada permohonan {nomor} bertanggal {tanggal_dokumen}, lebih lama dari peristiwa terakhir pemohon ({jenis}, {tanggal_peristiwa}).
-- sentence: The family card of application {nomor} is dated {tanggal_dokumen}, which is older than the applicant's last event ({jenis}, {tanggal_peristiwa}).
-- langkah: Minta pemohon membawa kartu keluarga terbaru. Perbarui lampiran di APSP.
-- advice: Ask the applicant for the newest family card. Replace the attachment in APSP.
-- type: 43
-- severity: medium
-- owner: KC
-- due: 5 HK
-- subject: permohonan
-- record: apsp.persyaratan
-- needs: apsp.permohonan, apsp.persyaratan, siak.peristiwa
-- wakes: penduduk
select
    s.subject_id,
    d.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tanggal_dokumen', d.tanggal_dokumen, 'jenis', last.jenis,
        'tanggal_peristiwa', last.tanggal_peristiwa, 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.persyaratan as d on d.nomor_permohonan = p.nomor_permohonan and d.system = 'apsp'
cross join lateral (
    select e.jenis, e.tanggal_peristiwa from rule.peristiwa as e
    where
        e.nik = p.nik and e.system = 'siak' and e.jenis in ('KAWIN', 'PECAH_KK', 'PINDAH', 'DATANG')
        and e.tanggal_peristiwa is not null
    order by e.tanggal_peristiwa desc, e.key desc
    limit 1
) as last
where
    p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    and upper(d.dokumen) in ('KK', 'KARTU KELUARGA') and d.tanggal_dokumen < last.tanggal_peristiwa;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
