-- The second way into the registry: read-only views, one row per record, all text; "urut" is the true time.

create or replace view siak.v_penduduk as
select b.nik, b.no_kk, b.nama_lgkp || repeat(' ', 1 + length(b.nama_lgkp) % 3) as nama_lgkp, b.tmpt_lhr, b.tgl_lhr,
    b.jenis_klmin, b.gol_drh, b.agama, b.stat_kwn, b.stat_hbkel, b.pddk_akh, b.jenis_pkrjn, b.nama_lgkp_ibu,
    b.nama_lgkp_ayah, k.alamat, k.no_rt, k.no_rw, k.dusun, b.no_prop, b.no_kab, b.no_kec, b.no_kel, b.stat_hidup,
    b.flag_status, b.flag_pindah, b.ektp_current_status_code, b.pnydng_cct,
    to_char(b.tgl_entri at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"') as tgl_entri,
    to_char(b.tgl_ubah at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"') as tgl_ubah,
    b.tgl_ubah as urut
from siak.biodata_wni b left join siak.data_keluarga k on k.no_kk = b.no_kk;

create or replace view siak.v_keluarga as
select no_kk, nik_kk, nama_kep, alamat, no_rt, no_rw, dusun, kode_pos, no_prop, no_kab, no_kec, no_kel, flag_status,
    to_char(tgl_updation at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"') as tgl_updation,
    tgl_updation as urut
from siak.data_keluarga;

create or replace view siak.v_peristiwa as
select id_peristiwa, jenis, nik, tgl_peristiwa, no_dokumen,
    to_char(tgl_entri at time zone 'Asia/Jakarta', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"') as tgl_entri,
    tgl_entri as urut
from siak.peristiwa;
