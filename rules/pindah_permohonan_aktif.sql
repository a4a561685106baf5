-- judul: Permohonan berjalan atas nama warga yang sudah pindah
-- title: Open application of a resident who moved away
-- kalimat: Pemohon sudah tercatat pindah di SIAK, tetapi permohonan {nomor} ({jenis_layanan}) masih pada tahap {tahap}.
-- sentence: The applicant is recorded as moved away in SIAK, but application {nomor} ({jenis_layanan}) is still at stage {tahap}.
-- langkah: Tanyakan domisili pemohon. Tutup permohonan bila pemohon memang sudah pindah. Arahkan pemohon ke daerah barunya.
-- advice: Ask where the applicant lives. Close the application if the applicant has moved. Direct the applicant to the new district.
-- type: 6
-- severity: high
-- owner: KC
-- due: 3 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, siak.penduduk
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'jenis_layanan', p.jenis_layanan, 'tahap', p.tahap,
        'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as r on r.nik = p.nik and r.system = 'siak'
where
    r.status_hidup = 'pindah' and p.jenis_layanan <> 'PINDAH_KELUAR'
    and p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA');

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
