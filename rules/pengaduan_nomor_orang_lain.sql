-- judul: Pengaduan menyebut permohonan orang lain
-- title: Complaint quotes somebody else's application
-- kalimat: Pengaduan {tiket} menyebut permohonan {nomor}, tetapi pelapor bukan pemohonnya. Isi permohonan tidak boleh diberitahukan.
-- sentence: Complaint {tiket} quotes application {nomor}, but the reporter is not its applicant. Its contents may not be told.
-- langkah: Jangan beri tahu isi permohonan kepada pelapor. Minta pelapor menunjukkan nomor miliknya. Minta surat kuasa bila pelapor mewakili pemohon.
-- advice: Do not tell the reporter what is in the application. Ask for the reporter's own number. Ask for an authorisation if the reporter acts for the applicant.
-- type: 33
-- severity: high
-- owner: SP
-- due: 3 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, apsp.permohonan
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
where k.rahasia is false and k.anonim is false and q.alasan = 'somebody_else'
group by s.subject_id, k.key, k.nomor_tiket, k.id_pengaduan
