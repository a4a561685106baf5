"""A document handed over to its owner."""

import dataframely as dy

from schemas import _columns as c


class SerahTerima(dy.Schema):
    """A document handed over to its owner."""

    nomor_serah = c.text("P1", "Nomor serah terima", "Hand-over number", comparator="exact", key=True)
    nomor_berkas = c.text("P1", "Nomor berkas", "File number", comparator="exact")
    nik = c.nik()
    jenis = c.text("P1", "Jenis dokumen", "Kind of document")
    diserahkan_pada = c.moment("Diserahkan pada", "Handed over at")
    penerima = c.text("P2", "Penerima", "Receiver", comparator="name")
