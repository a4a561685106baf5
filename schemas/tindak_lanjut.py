"""One follow-up of a complaint."""

import dataframely as dy

from schemas import _columns as c


class TindakLanjut(dy.Schema):
    """One follow-up of a complaint."""

    id_tindak_lanjut = c.text("P1", "ID tindak lanjut", "Follow-up id", comparator="exact", key=True)
    id_pengaduan = c.text("P1", "ID pengaduan", "Complaint id", comparator="exact")
    isi = c.text("P3", "Isi", "Text")
    instansi = c.text("P1", "Instansi", "Agency")
    jenis = c.code("jenis_tindak_lanjut", "P1", "Jenis", "Kind")
    waktu = c.moment("Waktu", "Time")
