"""A document handed in with an application."""

import dataframely as dy

from schemas import _columns as c


class Persyaratan(dy.Schema):
    """A document handed in with an application."""

    id_persyaratan = c.text("P1", "ID persyaratan", "Requirement id", comparator="exact", key=True)
    nomor_permohonan = c.text("P1", "Nomor permohonan", "Application number", comparator="exact")
    dokumen = c.text("P1", "Dokumen", "Document")
    nomor_dokumen = c.text("P2", "Nomor dokumen", "Document number", comparator="exact")
    tanggal_dokumen = c.day("P1", "Tanggal dokumen", "Date of document")
    status = c.text("P1", "Status", "Status")
