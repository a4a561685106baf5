-- judul: Status KTP-el mundur tanpa permohonan pengganti
-- title: Card state went backwards without a replacement asked for
-- kalimat: KTP-el warga ini pernah berstatus {status_lama} pada {tanggal_lama}, tetapi sekarang {ktp_el_status}. Tidak ada permohonan KTP-el pengganti.
-- sentence: This resident's card was {status_lama} on {tanggal_lama}, but now it is {ktp_el_status}. No replacement was applied for.
-- langkah: Periksa riwayat pencetakan. Perbaiki status KTP-el di SIAK.
-- advice: Check the printing log. Correct the card state in SIAK.
-- type: 44
-- severity: high
-- owner: DK
-- due: 3 HK
-- subject: penduduk
-- record: siak.penduduk
-- needs: siak.penduduk, apsp.permohonan, loket.berkas_masuk
select
    s.subject_id,
    r.key,
    jsonb_build_object(
        'ktp_el_status', r.ktp_el_status, 'status_lama', top.ktp_el_status,
        'tanggal_lama', (top.at at time zone 'Asia/Jakarta')::date, 'kecamatan', left(r.kode_kelurahan, 6)
    ) as evidence,
    null::timestamptz as next_at
from scope as s
inner join rule.penduduk as r on r.nik = s.subject_id and r.system = 'siak'
inner join (
    select distinct on (h.key) h.key, h.ktp_el_status, coalesce(h.versi_pada, h.observed_at) as at
    from scope as w
    inner join rule.penduduk_lama as h on h.key = w.subject_id
    where h.system = 'siak' and h.ktp_el_status in ('tercetak', 'dikirim', 'diserahkan')
    order by h.key, coalesce(h.versi_pada, h.observed_at) desc
) as top on top.key = r.key
-- The card was printed from here on, unbroken; a replacement asked for since then explains the step back.
cross join lateral (
    select min(coalesce(h.versi_pada, h.observed_at)) as at from rule.penduduk_lama as h
    where
        h.system = 'siak' and h.key = r.key and h.ktp_el_status in ('tercetak', 'dikirim', 'diserahkan')
        and not exists (
            select from rule.penduduk_lama as o
            where
                o.system = 'siak' and o.key = r.key
                and coalesce(o.ktp_el_status, '') not in ('tercetak', 'dikirim', 'diserahkan')
                and coalesce(o.versi_pada, o.observed_at) > coalesce(h.versi_pada, h.observed_at)
                and coalesce(o.versi_pada, o.observed_at) < top.at
        )
) as printed
where
    r.ktp_el_status in ('sudah_rekam', 'siap_cetak', 'dikirim_cetak')
    and not exists (
        select from rule.permohonan as p
        where p.nik = r.nik and p.jenis_layanan = 'KTP_EL_GANTI' and p.diajukan_pada > printed.at
    )
    and not exists (
        select from rule.berkas_masuk as b
        where b.nik = r.nik and b.jenis_layanan = 'KTP_EL_GANTI' and b.diterima_pada > printed.at
    )
