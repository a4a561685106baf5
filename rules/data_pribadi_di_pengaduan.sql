-- judul: Data pribadi di dalam isi pengaduan terbuka
-- title: Personal data in the text of an open complaint
-- kalimat: Isi pengaduan {tiket} dapat dibaca umum dan memuat nomor pribadi. NIK atau nomor KK: {nomor_penduduk}. Nomor telepon: {nomor_telepon}.
-- sentence: The text of complaint {tiket} can be read by everybody and holds personal numbers. NIK or family card number: {nomor_penduduk}. Phone number: {nomor_telepon}.
-- langkah: Samarkan nomor itu di SP4N-LAPOR!. Beri tahu pelapor.
-- advice: Mask the number in SP4N-LAPOR!. Tell the reporter.
-- type: 40
-- severity: high
-- owner: SP
-- due: 1 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan
select
    s.subject_id,
    k.key,
    jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'nomor_penduduk', k.memuat_nik,
        'nomor_telepon', k.memuat_telepon
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
where k.rahasia is false and k.anonim is false and (k.memuat_nik or k.memuat_telepon)
