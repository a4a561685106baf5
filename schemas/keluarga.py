"""A family card."""

import dataframely as dy

from schemas import _columns as c


class Keluarga(dy.Schema):
    """A family card."""

    no_kk = c.kk(key=True)
    nik_kepala = c.nik("NIK kepala keluarga", "NIK of the head of family")
    nama_kepala = c.text("P2", "Nama kepala keluarga", "Name of the head of family", comparator="name")
    alamat = c.text("P2", "Alamat", "Address", comparator="address")
    rt = c.rt_rw("RT", "RT")
    rw = c.rt_rw("RW", "RW")
    lingkungan = c.text("P2", "Lingkungan", "Neighbourhood", comparator="address")
    kode_kelurahan = c.kelurahan()
    kode_pos = c.shaped("P1", "Kode pos", "Postcode", rule="kode_pos_rusak", regex="^[0-9]{5}$", sql=c.digits(5))
