-- judul: Satu orang menjadi kepala dua keluarga
-- title: One person heads two families
-- kalimat: Kepala keluarga pada kartu keluarga ini juga menjadi kepala pada {jumlah_lain} kartu keluarga lain. Di data dirinya ia tidak tercatat pada kartu ini.
-- sentence: The head on this family card also heads {jumlah_lain} other family card(s). By the personal record the head does not belong to this card.
-- langkah: Periksa apakah keluarga lama sudah bubar. Hapus kartu lama di SIAK, atau tetapkan kepala keluarga baru.
-- advice: Check whether the old family has ended. Remove the old card in SIAK, or name a new head.
-- type: 17
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: siak.keluarga
-- needs: siak.keluarga, siak.penduduk
-- wakes: keluarga
select
    s.subject_id,
    k.key,
    jsonb_build_object('jumlah_lain', other.number, 'kecamatan', left(k.kode_kelurahan, 6)) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.keluarga as k on k.nik_kepala = s.subject_id and k.system = 'siak'
inner join (
    select f.nik_kepala, count(*) - 1 as number
    from scope as w
    inner join rule.keluarga as f on f.nik_kepala = w.subject_id and f.system = 'siak'
    group by f.nik_kepala
    having count(*) > 1
) as other on other.nik_kepala = k.nik_kepala
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
where k.no_kk <> coalesce(r.no_kk, '');

-- name: wakes
select k.nik_kepala as subject_id
from changed as c
inner join rule.keluarga as k on k.key = c.key and k.system = 'siak'
where c.kind = 'keluarga' and k.nik_kepala is not null
union
select h.nik_kepala
from changed as c
inner join rule.keluarga_lama as h on h.key = c.key and h.system = 'siak'
where c.kind = 'keluarga' and h.nik_kepala is not null
