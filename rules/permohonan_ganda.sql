-- judul: Permohonan yang sama masuk dua kali
-- title: The same application entered twice
-- kalimat: Permohonan {nomor} ({jenis_layanan}) diajukan {diajukan}. Untuk warga dan layanan yang sama sudah ada {nomor_lain} dari {diajukan_lain}.
-- sentence: Application {nomor} ({jenis_layanan}) was made on {diajukan}. For the same resident and service there is {nomor_lain} of {diajukan_lain}.
-- langkah: Bandingkan kedua berkas. Batalkan yang ganda. Beri tahu pemohon nomor yang berlaku.
-- advice: Compare both files. Cancel the duplicate. Tell the applicant which number counts.
-- type: 42
-- severity: medium
-- owner: KC
-- due: 5 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, loket.berkas_masuk, loket.serah_terima
-- wakes: penduduk
with
this as (
    select s.subject_id, p.*
    from scope as s
    inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
    where p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
),

other as (
    select t.key, p.nomor_permohonan as number, p.diajukan_pada as at
    from this as t
    inner join rule.permohonan as p on p.nik = t.nik and p.jenis_layanan = t.jenis_layanan and p.system = 'apsp'
    where
        p.tahap not in ('DISERAHKAN', 'DITOLAK', 'DIBATALKAN', 'KEDALUWARSA')
        and (p.diajukan_pada, p.nomor_permohonan) < (t.diajukan_pada, t.nomor_permohonan)
        and t.diajukan_pada - p.diajukan_pada <= interval '7 days'
    union all
    select t.key, b.nomor_berkas, b.diterima_pada
    from this as t
    inner join rule.berkas_masuk as b on b.nik = t.nik and b.jenis_layanan = t.jenis_layanan
    where
        b.diterima_pada between t.diajukan_pada - interval '7 days' and t.diajukan_pada + interval '7 days'
        -- A paper file whose document was handed over is done.
        and not exists (
            select from rule.serah_terima as h where h.nomor_berkas = b.nomor_berkas and h.nik = b.nik
        )
)

select distinct on (t.key)
    t.subject_id,
    t.key,
    jsonb_build_object(
        'nomor', t.nomor_permohonan, 'jenis_layanan', t.jenis_layanan,
        'diajukan', (t.diajukan_pada at time zone 'Asia/Jakarta')::date, 'nomor_lain', o.number,
        'diajukan_lain', (o.at at time zone 'Asia/Jakarta')::date, 'kecamatan', t.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from this as t
inner join other as o on o.key = t.key
order by t.key, o.at, o.number;

-- name: wakes
-- Another application, a paper file or a hand-over of the same resident.
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
