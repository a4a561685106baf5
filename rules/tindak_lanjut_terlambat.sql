-- judul: Instansi terlambat menjawab pengaduan
-- title: Office late in answering a complaint
-- kalimat: Pengaduan {tiket} diteruskan ke instansi pada {sejak}. Lebih dari 5 hari kerja kemudian belum ada jawaban instansi.
-- sentence: Complaint {tiket} went to the office on {sejak}. More than 5 working days later no office has answered.
-- langkah: Hubungi pejabat penghubung instansi. Minta jawaban tertulis.
-- advice: Call the liaison officer of the office. Ask for a written answer.
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
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'instansi', k.instansi,
        'sejak', (clock.starts at time zone 'Asia/Jakarta')::date
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.pengaduan as k on k.id_pengaduan = s.subject_id and k.system = 'sp4'
-- An office that refuses sends the complaint to another one, whose time begins then.
cross join lateral (
    select greatest(k.disposisi_pada, (
        select max(t.waktu) from rule.tindak_lanjut as t
        where t.id_pengaduan = k.id_pengaduan and t.jenis = 'penolakan'
    )) as starts
) as clock
cross join lateral (select rule.sesudah_hari_kerja(clock.starts, 5) as at) as due
where
    k.rahasia is false and k.anonim is false and k.status <> 'Selesai' and k.disposisi_pada is not null
    and not exists (select from rule.jawaban as a where a.id_pengaduan = k.id_pengaduan)
