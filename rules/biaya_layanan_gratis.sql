-- judul: Biaya dicatat untuk layanan gratis
-- title: Fee recorded for a free service
-- kalimat: Pada permohonan {nomor} ({jenis_layanan}) dicatat biaya Rp {biaya}, padahal layanan ini gratis.
-- sentence: A fee of Rp {biaya} is recorded for application {nomor} ({jenis_layanan}), although this service is free.
-- langkah: Periksa bukti pembayaran. Kembalikan biaya kepada pemohon bila terlanjur dibayar. Laporkan ke Inspektorat bila berulang.
-- advice: Check the proof of payment. Pay the fee back if it was paid. Report to the Inspectorate if it happens again.
-- type: 50
-- severity: high
-- owner: IN
-- due: 3 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan
select
    s.subject_id,
    p.key,
    jsonb_build_object(
        'nomor', p.nomor_permohonan, 'jenis_layanan', p.jenis_layanan, 'biaya', p.biaya, 'kanal', p.kanal,
        'kecamatan', p.kode_kecamatan
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
where
    p.biaya > 0 and p.jenis_layanan <> 'IZIN_USAHA'
    -- What the post takes to deliver a document applied for online.
    and not (p.biaya = 12000 and p.kanal is not distinct from 'DARING')
