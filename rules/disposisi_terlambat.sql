-- judul: Pengaduan terlambat diteruskan
-- title: Complaint handed on too late
-- kalimat: Pengaduan {tiket} dibuat {dibuat} dan lewat 3 hari kerja belum diteruskan ke instansi.
-- sentence: Complaint {tiket} was made on {dibuat} and after 3 working days was not handed on to an office.
-- langkah: Periksa isi pengaduan. Teruskan ke instansi yang berwenang hari ini.
-- advice: Read the complaint. Hand it on to the office in charge today.
-- type: 37
-- severity: high
-- owner: SP
-- due: 1 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan
select
    s.subject_id,
    k.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan),
        'dibuat', (k.dibuat_pada at time zone 'Asia/Jakarta')::date
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
cross join lateral (select rule.sesudah_hari_kerja(k.dibuat_pada, 3) as at) as due
where
    k.rahasia is false and k.anonim is false and k.status <> 'Selesai' and k.disposisi_pada is null
    and k.dibuat_pada is not null
