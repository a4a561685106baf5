-- judul: KTP-el lama menunggu dicetak
-- title: Card waiting long to be printed
-- kalimat: KTP-el warga ini berstatus {ktp_el_status} di SIAK sejak {sejak} dan belum dicetak.
-- sentence: This resident's card is {ktp_el_status} in SIAK since {sejak} and has not been printed.
-- langkah: Periksa stok blangko. Cetak kartu ini, atau catat alasannya.
-- advice: Check the stock of blank cards. Print this card, or note the reason.
-- type: 3
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk
select
    s.subject_id,
    r.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'ktp_el_status', r.ktp_el_status, 'sejak', (card.since at time zone 'Asia/Jakarta')::date,
        'kecamatan', left(r.kode_kelurahan, 6)
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
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
cross join lateral (select rule.sesudah_hari_kerja(card.since, 14) as at) as due
where r.ktp_el_status = 'siap_cetak' and r.status_hidup = 'hidup' and card.since is not null
