-- judul: Pengaduan menjadi rahasia setelah catatannya terkirim
-- title: Complaint became secret after a note about it was sent
-- kalimat: Pengaduan {pengaduan} sekarang rahasia atau anonim, tetapi catatan tentangnya sudah terkirim ke permohonan {nomor} pada {dikirim}.
-- sentence: Complaint {pengaduan} is now secret or anonymous, but a note about it was sent to application {nomor} on {dikirim}.
-- langkah: Minta petugas APSP menghapus catatan itu. Catat siapa yang sempat membacanya. Laporkan kepada pejabat pelindungan data.
-- advice: Ask the officers of APSP to remove the note. Write down who could read it. Report to the data protection officer.
-- type: 39
-- severity: critical
-- owner: WD
-- due: 1 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan
select distinct on (k.key)
    s.subject_id,
    k.key,
    jsonb_build_object(
        'pengaduan', k.id_pengaduan, 'nomor', e.record_key, 'dikirim', (e.sent_at at time zone 'Asia/Jakarta')::date
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join rule.kiriman as e on e.subject_kind = 'pengaduan' and e.subject_key = k.id_pengaduan
where
    (k.rahasia is not false or k.anonim is not false)
    and e.kind = 'catatan_permohonan' and e.state in ('sent', 'unknown', 'accepted', 'verified')
order by k.key, e.sent_at, e.record_key
