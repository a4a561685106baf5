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
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tahap_akhir', done.tahap, 'tahap_mundur', back.tahap,
        'tanggal_akhir', (done.waktu at time zone 'Asia/Jakarta')::date,
        'tanggal_mundur', (back.waktu at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join (
    select distinct on (t.nomor_permohonan) t.nomor_permohonan, t.tahap, t.waktu
    from scope as w
    inner join rule.tahapan as t on t.nomor_permohonan = w.subject_id
    where t.system = 'apsp' and t.waktu is not null and t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN')
    order by t.nomor_permohonan, t.waktu, t.key
) as done on done.nomor_permohonan = s.subject_id
inner join lateral (
    select t.tahap, t.waktu
    from rule.tahapan as t
    where
        t.nomor_permohonan = done.nomor_permohonan and t.system = 'apsp' and t.waktu > done.waktu
        and t.tahap in (
            'DIAJUKAN', 'BERKAS_DITERIMA', 'VERIFIKASI', 'DIPROSES', 'PEREKAMAN', 'MENUNGGU_PRR', 'MENUNGGU_BLANGKO'
        )
    order by t.waktu, t.key
    limit 1
) as back on true
