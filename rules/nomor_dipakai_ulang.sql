-- judul: Nomor permohonan dipakai ulang untuk orang lain
-- title: Application number used again for somebody else
-- kalimat: Nomor {nomor} dahulu milik pemohon lain ({layanan_lama}, diajukan {diajukan_lama}). Sekarang nomor itu dipakai untuk {jenis_layanan} yang diajukan {diajukan}.
-- sentence: Number {nomor} once belonged to another applicant ({layanan_lama}, made on {diajukan_lama}). Now it stands for {jenis_layanan} made on {diajukan}.
-- langkah: Hentikan pengiriman untuk nomor ini. Tanyakan kepada petugas APSP apakah data dipulihkan dari salinan lama.
-- advice: Stop sending anything for this number. Ask the officers of APSP whether an old copy was restored.
-- type: 49
-- severity: critical
-- owner: WD
-- due: 1 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan
select distinct on (p.key)
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'jenis_layanan', p.jenis_layanan, 'layanan_lama', h.jenis_layanan,
        'diajukan', (p.diajukan_pada at time zone 'Asia/Jakarta')::date,
        'diajukan_lama', (h.diajukan_pada at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.permohonan_lama as h on h.key = p.key and h.system = p.system
where
    h.nik <> p.nik
    and (
        h.jenis_layanan <> p.jenis_layanan
        or h.diajukan_pada not between p.diajukan_pada - interval '1 day' and p.diajukan_pada + interval '1 day'
    )
order by p.key, h.replaced_at desc
