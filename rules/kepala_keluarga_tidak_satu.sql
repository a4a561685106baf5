-- judul: Kartu keluarga tidak mempunyai tepat satu kepala keluarga
-- title: Family card without exactly one head
-- kalimat: Kartu keluarga ini mempunyai {anggota} anggota yang hidup dan {kepala} kepala keluarga. Seharusnya satu.
-- sentence: This family card has {anggota} living members and {kepala} heads. There should be one.
-- langkah: Tanyakan kepada keluarga siapa kepala keluarganya. Perbaiki hubungan keluarga di SIAK.
-- advice: Ask the family who its head is. Correct the family relations in SIAK.
-- type: 18
-- severity: medium
-- owner: DK
-- due: 5 HK
-- subject: keluarga
-- record: siak.keluarga
-- needs: siak.keluarga, siak.penduduk
select
    s.subject_id,
    k.key,
    jsonb_build_object('anggota', m.members, 'kepala', m.heads, 'kecamatan', left(k.kode_kelurahan, 6)) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.keluarga as k on k.no_kk = s.subject_id and k.system = 'siak'
inner join (
    select r.no_kk, count(*) as members, count(*) filter (where r.hubungan_keluarga = 'kepala_keluarga') as heads
    from scope as w
    inner join rule.penduduk as r on r.no_kk = w.subject_id
    where r.system = 'siak' and r.status_hidup = 'hidup'
    group by r.no_kk
) as m on m.no_kk = k.no_kk
where m.heads <> 1
