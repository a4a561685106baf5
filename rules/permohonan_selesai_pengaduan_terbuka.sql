-- judul: Permohonan selesai, pengaduannya masih terbuka
-- title: Application finished, complaint still open
-- kalimat: Permohonan {nomor} selesai sejak {sejak} dengan tahap {tahap}, tetapi pengaduan {tiket} masih terbuka dan belum dijawab sesudahnya.
-- sentence: Application {nomor} is finished since {sejak} at stage {tahap}, but complaint {tiket} is still open and was not answered afterwards.
-- langkah: Beri tahu pelapor bahwa permohonannya selesai. Tutup pengaduan bila pelapor puas.
-- advice: Tell the reporter that the application is finished. Close the complaint if the reporter is content.
-- type: 35
-- severity: medium
-- owner: SP
-- due: 5 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan, sp4.tindak_lanjut, apsp.permohonan, apsp.tahapan
-- wakes: permohonan
select distinct on (k.key)
    s.subject_id,
    k.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'nomor', p.nomor_permohonan, 'tahap', p.tahap,
        'sejak', (done.at at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
inner join rule.kutipan as q on q.id_pengaduan = k.id_pengaduan and q.pasti
inner join rule.permohonan as p on p.nomor_permohonan = q.nomor_permohonan and p.system = 'apsp'
-- APSP fills selesai_pada only at a final stage; before that the first stage row tells since when it is done.
cross join lateral (
    select coalesce(p.selesai_pada, (
        select min(t.waktu) from rule.tahapan as t
        where
            t.nomor_permohonan = p.nomor_permohonan and t.system = 'apsp'
            and t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    )) as at
) as done
cross join lateral (select rule.sesudah_hari_kerja(done.at, 5) as at) as due
where
    k.rahasia is false and k.anonim is false and k.status <> 'Selesai' and done.at is not null
    and p.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
    -- Only the office's own answers; what the hub wrote is none.
    and not exists (select from rule.jawaban as a where a.id_pengaduan = k.id_pengaduan and a.waktu > done.at)
order by k.key, due.at, p.nomor_permohonan;

-- name: wakes
select q.id_pengaduan as subject_id
from changed as c
inner join rule.kutipan as q on q.nomor_permohonan = c.key
where c.kind = 'permohonan'
