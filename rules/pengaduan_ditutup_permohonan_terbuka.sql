-- judul: Pengaduan ditutup, permohonannya belum selesai
-- title: Complaint closed, its application still open
-- kalimat: Pengaduan {tiket} sudah ditutup, tetapi permohonan {nomor} masih pada tahap {tahap} dan sudah berjalan lebih dari 14 hari kerja.
-- sentence: Complaint {tiket} is closed, but application {nomor} is still at stage {tahap} after more than 14 working days.
-- langkah: Tanyakan kemajuan permohonan kepada petugas APSP. Buka kembali pengaduan atau beri jawaban kepada pelapor.
-- advice: Ask the officers of APSP how the application stands. Reopen the complaint or answer the reporter.
-- type: 34
-- severity: high
-- owner: SP
-- due: 3 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, apsp.permohonan, apsp.tahapan
-- wakes: permohonan
select distinct on (k.key)
    s.subject_id,
    k.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'nomor', p.nomor_permohonan, 'tahap', p.tahap,
        'diajukan', (p.diajukan_pada at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join rule.kutipan as q on q.id_pengaduan = k.id_pengaduan and q.pasti
inner join rule.permohonan as p on p.nomor_permohonan = q.nomor_permohonan and p.system = 'apsp'
inner join rule.jam_permohonan as j on j.nomor_permohonan = p.nomor_permohonan and j.system = p.system
-- A clock that stands still comes to no end by itself.
cross join lateral (
    select case
        when j.terpakai_hk > 14 then rule.sekarang()
        when not j.sedang_jeda then rule.sesudah_hari_kerja(rule.sekarang(), 14 - j.terpakai_hk)
    end as at
) as due
where
    k.rahasia is false and k.anonim is false and k.status = 'Selesai' and due.at is not null
    and p.tahap in (
        'DIAJUKAN', 'BERKAS_DITERIMA', 'VERIFIKASI', 'DIKEMBALIKAN', 'DIPROSES', 'PEREKAMAN', 'MENUNGGU_PRR',
        'MENUNGGU_BLANGKO'
    )
order by k.key, due.at, p.diajukan_pada, p.nomor_permohonan;

-- name: wakes
select q.id_pengaduan as subject_id
from changed as c
inner join rule.kutipan as q on q.nomor_permohonan = c.key
where c.kind = 'permohonan'
