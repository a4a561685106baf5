"""A civil event of a resident."""

import dataframely as dy

from schemas import _columns as c


class Peristiwa(dy.Schema):
    """A civil event of a resident."""

    id_peristiwa = c.text("P1", "ID peristiwa", "Event id", comparator="exact", key=True)
    jenis = c.code("jenis_peristiwa", "P2", "Jenis peristiwa", "Kind of event")
    nik = c.nik()
    tanggal_peristiwa = c.day("P2", "Tanggal peristiwa", "Date of event")
    nomor_dokumen = c.text("P2", "Nomor dokumen", "Document number", comparator="exact")
