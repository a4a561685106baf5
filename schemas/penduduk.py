"""A resident, as any system knows one."""

import dataframely as dy

from schemas import _columns as c


class Penduduk(dy.Schema):
    """A resident, as any system knows one."""

    nik = c.nik()
    no_kk = c.kk()
    nama_lengkap = c.text("P2", "Nama lengkap", "Full name", comparator="name")
    tempat_lahir = c.text("P2", "Tempat lahir", "Place of birth")
    tanggal_lahir = c.day("P2", "Tanggal lahir", "Date of birth")
    jenis_kelamin = c.code("jenis_kelamin", "P2", "Jenis kelamin", "Sex")
    agama = c.code("agama", "P2", "Agama", "Religion")
    golongan_darah = c.code("golongan_darah", "P3", "Golongan darah", "Blood type")
    status_kawin = c.code("status_kawin", "P2", "Status kawin", "Marital status")
    hubungan_keluarga = c.code("hubungan_keluarga", "P2", "Hubungan dalam keluarga", "Relation in family")
    pendidikan = c.code("pendidikan", "P2", "Pendidikan terakhir", "Education")
    pekerjaan = c.code("pekerjaan", "P2", "Pekerjaan", "Occupation")
    nama_ibu = c.text("P3", "Nama ibu", "Name of mother", comparator="name")
    nama_ayah = c.text("P2", "Nama ayah", "Name of father", comparator="name")
    alamat = c.text("P2", "Alamat", "Address", comparator="address")
    rt = c.rt_rw("RT", "RT")
    rw = c.rt_rw("RW", "RW")
    lingkungan = c.text("P2", "Lingkungan", "Neighbourhood", comparator="address")
    kode_kelurahan = c.kelurahan()
    status_hidup = c.code("status_hidup", "P2", "Status hidup", "Life status")
    ktp_el_status = c.code("ktp_el_status", "P2", "Status KTP-el", "KTP-el state")
    no_hp = c.text("P2", "Nomor HP", "Phone number", comparator="exact")
    email = c.text("P2", "Email", "Email")
