-- judul: Satu NIK dipakai dua pemohon yang berbeda
-- title: One NIK used by two different applicants
-- kalimat: NIK pemohon {pemohon} juga dipakai pemohon {pemohon_lain}, dengan nama dan tanggal lahir yang berbeda.
-- sentence: The NIK of applicant {pemohon} is also used by applicant {pemohon_lain}, with another name and birth date.
-- langkah: Minta kedua pemohon menunjukkan KTP-el. Perbaiki NIK yang keliru di APSP.
-- advice: Ask both applicants to show their cards. Correct the wrong NIK in APSP.
-- type: 7
-- severity: critical
-- owner: DK
-- due: 1 HK
-- subject: penduduk
-- record: apsp.pemohon
-- needs: apsp.pemohon
select distinct on (b.key)
    s.subject_id,
    b.key,
    jsonb_build_object(
        'pemohon', b.key, 'pemohon_lain', a.key, 'kecamatan', left(b.kode_kelurahan, 6)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.penduduk as a on a.nik = s.subject_id and a.system = 'apsp'
inner join rule.penduduk as b on b.nik = a.nik and b.system = 'apsp' and (length(b.key), b.key) > (length(a.key), a.key)
where
    a.tanggal_lahir <> b.tanggal_lahir
    and upper(regexp_replace(btrim(a.nama_lengkap), '\s+', ' ', 'g'))
    <> upper(regexp_replace(btrim(b.nama_lengkap), '\s+', ' ', 'g'))
order by b.key, length(a.key), a.key
