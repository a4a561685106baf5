"""An application at the one-door service."""

import dataframely as dy

from schemas import _columns as c


class Permohonan(dy.Schema):
    """An application at the one-door service."""

    nomor_permohonan = c.text("P1", "Nomor permohonan", "Application number", comparator="exact", key=True)
    id_pemohon = c.text("P1", "ID pemohon", "Applicant id", comparator="exact")
    nik = c.nik()
    jenis_layanan = c.code("jenis_layanan", "P1", "Jenis layanan", "Service")
    tahap = c.code("tahap", "P1", "Tahap", "Stage")
    kanal = c.code("kanal", "P1", "Kanal", "Channel")
    kode_kecamatan = c.kecamatan()
    biaya = c.number("P1", "Biaya (rupiah)", "Fee (rupiah)")
    diajukan_pada = c.moment("Diajukan pada", "Submitted at")
    selesai_pada = c.moment("Selesai pada", "Finished at")
