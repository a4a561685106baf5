-- judul: Pengaduan berputar antarinstansi
-- title: Complaint passed from office to office
-- kalimat: Pengaduan {tiket} sudah ditolak {jumlah} kali oleh instansi. Terakhir pada {terakhir}.
-- sentence: Complaint {tiket} was refused {jumlah} times by offices. The last time was {terakhir}.
-- langkah: Tetapkan satu instansi penanggung jawab. Catat alasannya di daftar kewenangan.
-- advice: Name one office in charge. Note why in the list of responsibilities.
-- type: 38
-- severity: medium
-- owner: SP
-- due: 5 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, sp4.tindak_lanjut
select
    s.subject_id,
    k.key,
    jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'instansi', k.instansi, 'jumlah', count(*),
        'terakhir', (max(t.waktu) at time zone 'Asia/Jakarta')::date
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join rule.tindak_lanjut as t on t.id_pengaduan = k.id_pengaduan
where k.rahasia is false and k.anonim is false and t.jenis = 'penolakan'
group by s.subject_id, k.key, k.nomor_tiket, k.id_pengaduan, k.instansi
having count(*) > 2
