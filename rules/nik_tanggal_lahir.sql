-- judul: Tanggal di dalam NIK berbeda dengan tanggal lahir
-- title: Date inside the NIK differs from the birth date
-- kalimat: Tanggal di dalam NIK adalah {tanggal_nik}, sedangkan tanggal lahir di SIAK {tanggal_lahir}. NIK tidak pernah berubah, jadi ini bukan kesalahan.
-- sentence: The date inside the NIK is {tanggal_nik}, the birth date in SIAK is {tanggal_lahir}. A NIK never changes, so this is no error.
-- langkah: Jangan ubah NIK. Pakai tanggal lahir dari SIAK.
-- advice: Do not change the NIK. Use the birth date of SIAK.
-- type: 12
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
        'tanggal_nik', concat_ws('-', day.text, substr(r.nik, 9, 2), substr(r.nik, 11, 2)),
        'tanggal_lahir', r.tanggal_lahir, 'kecamatan', left(r.kode_kelurahan, 6)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
-- The day of women carries forty more.
cross join lateral (
    select case when substr(r.nik, 7, 1) >= '4' then (substr(r.nik, 7, 1)::int - 4)::text || substr(r.nik, 8, 1)
        else substr(r.nik, 7, 2) end as text
) as day
where day.text || substr(r.nik, 9, 4) <> to_char(r.tanggal_lahir, 'DDMMYY')
