-- judul: Awalan NIK bukan kecamatan tempat tinggal
-- title: Prefix of the NIK is not the district of residence
-- kalimat: NIK diterbitkan di wilayah {awalan}, sedangkan warga sekarang tinggal di kecamatan {kecamatan}. Hal ini biasa terjadi setelah pindah.
-- sentence: The NIK was issued in region {awalan}, the resident now lives in district {kecamatan}. This is usual after a move.
-- langkah: Tidak perlu tindakan. Jangan ubah NIK.
-- advice: Nothing to do. Do not change the NIK.
-- type: 14
-- severity: info
-- owner: DK
-- due: -
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk
select
    s.subject_id,
    r.key,
    jsonb_build_object('awalan', left(r.nik, 6), 'kecamatan', left(r.kode_kelurahan, 6)) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
where left(r.nik, 6) <> left(r.kode_kelurahan, 6)
