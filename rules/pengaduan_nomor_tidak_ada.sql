-- judul: Pengaduan menyebut nomor permohonan yang tidak ada
-- title: Complaint quotes an application that does not exist
-- kalimat: Pengaduan {tiket} menyebut nomor permohonan {nomor}, tetapi nomor itu tidak ada di APSP.
-- sentence: Complaint {tiket} quotes application number {nomor}, but APSP has no such number.
-- langkah: Tanyakan nomor yang benar kepada pelapor. Jangan menebak nomornya.
-- advice: Ask the reporter for the right number. Do not guess it.
-- type: 32
-- severity: medium
-- owner: SP
-- due: 5 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, apsp.permohonan
-- wakes: permohonan
select
    s.subject_id,
    k.key,
    jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan),
        'nomor', string_agg(q.nomor_permohonan, ', ' order by q.nomor_permohonan)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join rule.kutipan as q on q.id_pengaduan = k.id_pengaduan
where
    k.rahasia is false and k.anonim is false and q.alasan = 'not_found'
    -- The application may have come in after the complaint was read.
    and not exists (select from rule.permohonan as p where p.nomor_permohonan = q.nomor_permohonan)
group by s.subject_id, k.key, k.nomor_tiket, k.id_pengaduan;

-- name: wakes
select q.id_pengaduan as subject_id
from changed as c
inner join rule.kutipan as q on q.nomor_permohonan = c.key
where c.kind = 'permohonan'
