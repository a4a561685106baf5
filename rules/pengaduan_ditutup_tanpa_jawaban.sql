-- judul: Pengaduan ditutup sistem tanpa jawaban
-- title: Complaint closed by the system without an answer
-- kalimat: Pengaduan {tiket} dari {dibuat} ditutup oleh sistem, padahal instansi belum pernah menjawab.
-- sentence: Complaint {tiket} of {dibuat} was closed by the system although no office ever answered.
-- langkah: Buka kembali pengaduan. Minta instansi memberi jawaban.
-- advice: Reopen the complaint. Ask the office for an answer.
-- type: 36
-- severity: high
-- owner: SP
-- due: 3 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, sp4.tindak_lanjut
select
    s.subject_id,
    k.key,
    jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'instansi', k.instansi,
        'dibuat', (k.dibuat_pada at time zone 'Asia/Jakarta')::date
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
where
    k.rahasia is false and k.anonim is false and k.ditutup_oleh = 'sistem'
    and not exists (select from rule.jawaban as a where a.id_pengaduan = k.id_pengaduan)
