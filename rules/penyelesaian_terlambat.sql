-- judul: Pengaduan belum selesai lewat batas waktu
-- title: Complaint not settled within its time limit
-- kalimat: Pengaduan {tiket} ({klasifikasi}) dibuat {dibuat} dan belum selesai. Batasnya {batas} hari kerja.
-- sentence: Complaint {tiket} ({klasifikasi}) was made on {dibuat} and is not settled. The limit is {batas} working days.
-- langkah: Tanyakan sisa pekerjaan kepada instansi. Selesaikan pengaduan, atau jelaskan keterlambatan kepada pelapor.
-- advice: Ask the office what is left to do. Settle the complaint, or explain the delay to the reporter.
-- type: 37
-- severity: high
-- owner: SP
-- due: 1 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, sp4.tindak_lanjut
select
    s.subject_id,
    k.key,
    case when j.terpakai_hk > term.days then jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'instansi', k.instansi, 'klasifikasi', k.klasifikasi,
        'batas', term.days, 'dibuat', (k.dibuat_pada at time zone 'Asia/Jakarta')::date
    ) end as evidence,
    case
        when j.terpakai_hk <= term.days then rule.sesudah_hari_kerja(rule.sekarang(), (term.days - j.terpakai_hk)::int)
    end as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join (
    values
    ('Permintaan Informasi', 5), ('Pengaduan Tidak Berkadar Pengawasan', 14),
    ('Pengaduan Berkadar Pengawasan', 60), ('Aspirasi', 60)
) as term (class, days) on term.class = k.klasifikasi
inner join rule.jam_pengaduan as j on j.id_pengaduan = k.id_pengaduan and j.system = k.system
where
    k.rahasia is false and k.anonim is false and k.status <> 'Selesai'
    and exists (select from rule.jawaban as a where a.id_pengaduan = k.id_pengaduan)
    -- While the reporter is asked for data the clock stands still and comes to no end by itself.
    and (j.terpakai_hk > term.days or not j.sedang_jeda)
