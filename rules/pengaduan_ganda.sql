-- judul: Pengaduan ganda
-- title: Duplicate complaint
-- kalimat: Pengaduan {tiket} hampir sama dengan pengaduan {tiket_lain} yang lebih dahulu masuk.
-- sentence: Complaint {tiket} is almost the same as complaint {tiket_lain}, which came in earlier.
-- langkah: Baca kedua pengaduan. Gabungkan bila memang sama. Jawab kedua pelapor.
-- advice: Read both complaints. Merge them if they are the same. Answer both reporters.
-- type: 41
-- severity: low
-- owner: SP
-- due: 10 HK
-- subject: pengaduan
-- record: sp4.pengaduan
-- needs: sp4.pengaduan
-- wakes: pengaduan
with
pair as (
    select s.subject_id, t.kiri as other
    from scope as s
    inner join rule.tautan as t on t.kanan = s.subject_id and t.kanan_feed = 'sp4.pengaduan'
    where t.kiri_feed = 'sp4.pengaduan' and t.cara = 'text' and t.keadaan in ('sure', 'confirmed')
    union
    select s.subject_id, t.kanan
    from scope as s
    inner join rule.tautan as t on t.kiri = s.subject_id and t.kiri_feed = 'sp4.pengaduan'
    where t.kanan_feed = 'sp4.pengaduan' and t.cara = 'text' and t.keadaan in ('sure', 'confirmed')
)

select distinct on (k.key)
    p.subject_id,
    k.key,
    jsonb_build_object(
        'tiket', coalesce(k.nomor_tiket, k.id_pengaduan), 'tiket_lain', coalesce(o.nomor_tiket, o.id_pengaduan)
    ) as evidence,
    null::timestamptz as next_at
from pair as p
inner join rule.pengaduan as k on k.id_pengaduan = p.subject_id and k.system = 'sp4'
inner join rule.pengaduan as o on o.id_pengaduan = p.other and o.system = 'sp4'
where
    k.rahasia is false and k.anonim is false and o.rahasia is false and o.anonim is false
    and (k.dibuat_pada, k.key) > (o.dibuat_pada, o.key)
order by k.key, o.dibuat_pada, o.key;

-- name: wakes
select t.kanan as subject_id
from changed as c
inner join rule.tautan as t on t.kiri = c.key and t.kiri_feed = 'sp4.pengaduan' and t.cara = 'text'
where c.kind = 'pengaduan'
union
select t.kiri
from changed as c
inner join rule.tautan as t on t.kanan = c.key and t.kanan_feed = 'sp4.pengaduan' and t.cara = 'text'
where c.kind = 'pengaduan'
