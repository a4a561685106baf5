-- judul: KTP-el sudah tercetak, permohonan belum ditutup
-- title: Card printed, application still open
-- kalimat: KTP-el di SIAK berstatus {ktp_el_status} sejak {sejak}, tetapi permohonan {nomor} masih pada tahap {tahap}.
-- sentence: The card in SIAK is {ktp_el_status} since {sejak}, but application {nomor} is still at stage {tahap}.
-- langkah: Pastikan kartu sudah ada di kecamatan. Majukan tahap permohonan di APSP. Beri tahu pemohon.
-- advice: Make sure the card has reached the district office. Move the application on in APSP. Tell the applicant.
-- type: 2
-- severity: high
-- owner: KC
-- due: 3 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, siak.penduduk
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tahap', p.tahap, 'ktp_el_status', r.ktp_el_status,
        'sejak', (card.since at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as r on r.nik = p.nik and r.system = 'siak'
-- An older version with the same card state, unbroken, moves the beginning back; an address change is no new card.
cross join lateral (
    select least(r.versi_pada, min(h.versi_pada)) as since
    from (
        select
            l.versi_pada,
            bool_or(l.ktp_el_status is distinct from r.ktp_el_status) over (order by l.versi_pada desc) as broken
        from rule.penduduk_lama as l
        where l.system = r.system and l.key = r.key and l.versi_pada is not null
    ) as h
    where not h.broken
) as card
cross join lateral (select rule.sesudah_hari_kerja(card.since, 2) as at) as due
where
    p.jenis_layanan in ('KTP_EL_BARU', 'KTP_EL_GANTI')
    and p.tahap in (
        'DIAJUKAN', 'BERKAS_DITERIMA', 'VERIFIKASI', 'DIPROSES', 'PEREKAMAN', 'MENUNGGU_PRR', 'MENUNGGU_BLANGKO'
    )
    and r.ktp_el_status in ('tercetak', 'dikirim', 'diserahkan')
    and card.since > p.diajukan_pada;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
