-- judul: Kartu terlalu lama di antrean cetak
-- title: Card too long in the print queue
-- kalimat: Kartu dengan antrean {nomor} masuk {masuk} dan masih menunggu dicetak setelah lebih dari 14 hari kerja.
-- sentence: The card with queue number {nomor} entered on {masuk} and still waits to be printed after more than 14 working days.
-- langkah: Periksa apakah berkas lengkap. Cetak kartu ini, atau beri tahu pemohon sebabnya.
-- advice: Check whether the file is complete. Print this card, or tell the applicant the reason.
-- type: -
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: loket.antrean_cetak
-- needs: loket.antrean_cetak
select
    s.subject_id,
    a.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'nomor', a.nomor_antrean, 'masuk', (a.masuk_pada at time zone 'Asia/Jakarta')::date,
        'kecamatan', '1271' || substring(a.nomor_berkas from '^BM-([0-9]{2})-')
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.antrean_cetak as a on a.nik = s.subject_id and a.system = 'loket'
cross join lateral (select rule.sesudah_hari_kerja(a.masuk_pada, 14) as at) as due
where a.status = 'MENUNGGU' and a.masuk_pada is not null
