-- judul: Tahap permohonan mundur
-- title: Stage of an application went backwards
-- kalimat: Permohonan {nomor} sudah {tahap_akhir} pada {tanggal_akhir}, tetapi sesudahnya kembali ke tahap {tahap_mundur} pada {tanggal_mundur}.
-- sentence: Application {nomor} was {tahap_akhir} on {tanggal_akhir}, but went back to stage {tahap_mundur} on {tanggal_mundur}.
-- langkah: Tanyakan kepada petugas APSP mengapa tahapnya mundur. Perbaiki tahap yang keliru.
-- advice: Ask the officers of APSP why the stage went back. Correct the wrong stage.
-- type: 44
-- severity: high
-- owner: PT
-- due: 3 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, apsp.tahapan
with
-- One pass tells the few that went back; only their stages are then looked at one by one.
turned as (
    select
        t.nomor_permohonan,
        min(t.waktu) filter (where t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN')) as done_at
    from scope as w
    inner join rule.tahapan as t on t.nomor_permohonan = w.subject_id and t.system = 'apsp'
    where
        t.tahap in (
            'TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN', 'DIAJUKAN', 'BERKAS_DITERIMA', 'VERIFIKASI', 'DIPROSES',
            'PEREKAMAN', 'MENUNGGU_PRR', 'MENUNGGU_BLANGKO'
        )
    group by t.nomor_permohonan
    having
        min(t.waktu) filter (where t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN'))
        < max(t.waktu) filter (where t.tahap not in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN'))
)

select
    p.nomor_permohonan as subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tahap_akhir', done.tahap, 'tahap_mundur', back.tahap,
        'tanggal_akhir', (done.waktu at time zone 'Asia/Jakarta')::date,
        'tanggal_mundur', (back.waktu at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from turned as w
inner join rule.permohonan as p on p.nomor_permohonan = w.nomor_permohonan and p.system = 'apsp'
cross join lateral (
    select t.tahap, t.waktu
    from rule.tahapan as t
    where
        t.nomor_permohonan = w.nomor_permohonan and t.system = 'apsp' and t.waktu = w.done_at
        and t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN')
    order by t.key
    limit 1
) as done
cross join lateral (
    select t.tahap, t.waktu
    from rule.tahapan as t
    where
        t.nomor_permohonan = w.nomor_permohonan and t.system = 'apsp' and t.waktu > w.done_at
        and t.tahap in (
            'DIAJUKAN', 'BERKAS_DITERIMA', 'VERIFIKASI', 'DIPROSES', 'PEREKAMAN', 'MENUNGGU_PRR', 'MENUNGGU_BLANGKO'
        )
    order by t.waktu, t.key
    limit 1
) as back
