"""A file taken in at a paper counter."""

import dataframely as dy

from schemas import _columns as c


class BerkasMasuk(dy.Schema):
    """A file taken in at a paper counter."""

    nomor_berkas = c.text("P1", "Nomor berkas", "File number", comparator="exact", key=True)
    nik = c.nik()
    no_kk = c.kk()
    nama_lengkap = c.text("P2", "Nama lengkap", "Full name", comparator="name")
    tanggal_lahir = c.day("P2", "Tanggal lahir", "Date of birth")
    jenis_kelamin = c.code("jenis_kelamin", "P2", "Jenis kelamin", "Sex")
    rt = c.rt_rw("RT", "RT")
    rw = c.rt_rw("RW", "RW")
    kode_kelurahan = c.kelurahan()
    no_hp = c.text("P2", "Nomor HP", "Phone number", comparator="exact")
    jenis_layanan = c.code("jenis_layanan", "P1", "Jenis layanan", "Service")
    diterima_pada = c.moment("Diterima pada", "Received at")
    petugas = c.text("P1", "Petugas", "Officer")
