-- judul: Pemohon KTP-el beralamat di luar Medan
-- title: Applicant for a card lives outside Medan
-- kalimat: Permohonan {nomor} ({jenis_layanan}) diajukan pemohon yang alamatnya di wilayah {wilayah}, di luar Kota Medan.
-- sentence: Application {nomor} ({jenis_layanan}) was made by an applicant whose address is in region {wilayah}, outside Medan.
-- langkah: Periksa alamat pemohon. Arahkan pemohon ke Disdukcapil daerahnya bila memang bukan warga Medan.
-- advice: Check the applicant's address. Direct the applicant to the registry of the home district if not of Medan.
-- type: 54
-- severity: medium
-- owner: KC
-- due: 5 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, apsp.pemohon
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'jenis_layanan', p.jenis_layanan, 'tahap', p.tahap,
        'wilayah', left(a.kode_kelurahan, 6), 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as a on a.key = p.id_pemohon and a.system = 'apsp'
where
    p.jenis_layanan in ('KTP_EL_BARU', 'KTP_EL_GANTI')
    and p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    and left(a.kode_kelurahan, 4) <> '1271'
    -- A record of another or of no NIK is somebody else's, and its change would wake nobody here.
    and a.nik = p.nik;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
