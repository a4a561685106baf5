-- judul: Hari di dalam NIK tidak cocok dengan jenis kelamin
-- title: Day inside the NIK does not fit the sex
-- kalimat: Hari di dalam NIK adalah {hari_nik}, sedangkan jenis kelamin di SIAK {jenis_kelamin}. Hari 41 sampai 71 dipakai untuk perempuan.
-- sentence: The day inside the NIK is {hari_nik}, the sex in SIAK is {jenis_kelamin}. Days 41 to 71 are used for women.
-- langkah: Jangan ubah NIK. Periksa jenis kelamin pada akta kelahiran.
-- advice: Do not change the NIK. Check the sex on the birth certificate.
-- type: 13
-- severity: info
-- owner: DK
-- due: -
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk
select
    s.subject_id,
    r.key,
    jsonb_build_object(
        'hari_nik', substr(r.nik, 7, 2), 'jenis_kelamin', r.jenis_kelamin, 'kecamatan', left(r.kode_kelurahan, 6)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
where (substr(r.nik, 7, 2) > '40') <> (r.jenis_kelamin = 'P')
