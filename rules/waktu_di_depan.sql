-- judul: Jam sistem sumber berada di depan
-- title: Clock of the source runs ahead
-- kalimat: Tahap {tahap} permohonan {nomor} bertanggal {waktu}, padahal sudah diterima Simpul pada {diterima}.
-- sentence: Stage {tahap} of application {nomor} is dated {waktu}, but Simpul already received it at {diterima}.
-- langkah: Periksa jam server APSP. Perbaiki waktu tahap yang keliru.
-- advice: Check the clock of the APSP server. Correct the wrong time of the stage.
-- type: 46
-- severity: medium
-- owner: WD
-- due: 5 HK
-- subject: permohonan
-- record: apsp.tahapan
-- needs: apsp.tahapan
select
    s.subject_id,
    t.key,
    jsonb_build_object(
        'nomor', t.nomor_permohonan, 'tahap', t.tahap,
        'waktu', to_char(t.waktu at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"'),
        'diterima', to_char(t.observed_at at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS"+07:00"')
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.tahapan as t on t.nomor_permohonan = s.subject_id and t.system = 'apsp'
where t.waktu > t.observed_at + interval '10 minutes'
