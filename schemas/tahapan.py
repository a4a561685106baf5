"""One stage an application went through."""

import dataframely as dy

from schemas import _columns as c


class Tahapan(dy.Schema):
    """One stage an application went through."""

    id_tahapan = c.text("P1", "ID tahapan", "Stage id", comparator="exact", key=True)
    nomor_permohonan = c.text("P1", "Nomor permohonan", "Application number", comparator="exact")
    tahap = c.code("tahap", "P1", "Tahap", "Stage")
    waktu = c.moment("Waktu", "Time")
    petugas = c.text("P1", "Petugas", "Officer")
    catatan = c.text("P2", "Catatan", "Note")
