-- judul: Kematian sudah dicatat, status warga masih hidup
-- title: Death recorded, resident still counted as living
-- kalimat: Peristiwa kematian tanggal {meninggal} sudah dicatat, tetapi status warga di SIAK masih {status_hidup}.
-- sentence: A death on {meninggal} is recorded, but the resident's state in SIAK is still {status_hidup}.
-- langkah: Cocokkan dengan akta kematian. Perbarui status warga di SIAK, atau batalkan peristiwa yang keliru.
-- advice: Check against the death certificate. Update the resident's state in SIAK, or withdraw the wrong event.
-- type: 5
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk, siak.peristiwa
select
    s.subject_id,
    r.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'meninggal', death.day, 'status_hidup', r.status_hidup, 'kecamatan', left(r.kode_kelurahan, 6)
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join (
    select e.nik, min(e.tanggal_peristiwa) as day
    from scope as w
    inner join rule.peristiwa as e on e.nik = w.subject_id
    where e.system = 'siak' and e.jenis = 'MATI' and e.tanggal_peristiwa is not null
    group by e.nik
) as death on death.nik = s.subject_id
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
cross join lateral (
    select rule.sesudah_hari_kerja(death.day::timestamp at time zone 'Asia/Jakarta', 3) as at
) as due
where r.status_hidup = 'hidup'
