-- judul: KTP-el belum tercetak padahal permohonan selesai
-- title: Card not printed although the application is done
-- kalimat: Permohonan {nomor} selesai sejak {sejak}, tetapi status KTP-el di SIAK masih {ktp_el_status}.
-- sentence: Application {nomor} is done since {sejak}, but the card state in SIAK is still {ktp_el_status}.
-- langkah: Periksa apakah kartu sudah dicetak. Jika sudah, perbarui status KTP-el di SIAK. Jika belum, minta tahap permohonan dikembalikan.
-- advice: Check whether the card was printed. If it was, update the card state in SIAK. If not, ask for the stage of the application to be put back.
-- type: 1
-- severity: critical
-- owner: DK
-- due: 1 HK
-- subject: permohonan
-- record: apsp.permohonan
-- needs: apsp.permohonan, apsp.tahapan, siak.penduduk
-- wakes: penduduk
select
    s.subject_id,
    p.key,
    case when due.at <= rule.sekarang() then jsonb_build_object(
        'nomor', p.nomor_permohonan, 'tahap', p.tahap, 'ktp_el_status', r.ktp_el_status,
        'sejak', (done.at at time zone 'Asia/Jakarta')::date, 'kecamatan', p.kode_kecamatan
    ) end as evidence,
    case when due.at > rule.sekarang() then due.at end as next_at
from scope as s
inner join rule.permohonan as p on p.nomor_permohonan = s.subject_id and p.system = 'apsp'
inner join rule.penduduk as r on r.nik = p.nik and r.system = 'siak'
-- APSP fills selesai_pada only at a final stage; before that the first stage row tells since when it is done.
cross join lateral (
    select coalesce(p.selesai_pada, (
        select min(t.waktu) from rule.tahapan as t
        where
            t.nomor_permohonan = p.nomor_permohonan and t.system = 'apsp'
            and t.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN')
    )) as at
) as done
cross join lateral (select rule.sesudah_hari_kerja(done.at, 3) as at) as due
where
    p.jenis_layanan in ('KTP_EL_BARU', 'KTP_EL_GANTI') and p.tahap in ('TERBIT', 'SIAP_DIAMBIL', 'DISERAHKAN')
    and r.ktp_el_status in ('belum_wajib', 'belum_rekam', 'sudah_rekam', 'siap_cetak', 'dikirim_cetak')
    and done.at is not null;

-- name: wakes
select p.nomor_permohonan as subject_id
from changed as c
inner join rule.permohonan as p on p.nik = c.key and p.system = 'apsp'
where c.kind = 'penduduk'
