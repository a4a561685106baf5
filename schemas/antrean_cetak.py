"""A card waiting to be printed."""

import dataframely as dy

from schemas import _columns as c


class AntreanCetak(dy.Schema):
    """A card waiting to be printed."""

    nomor_antrean = c.text("P1", "Nomor antrean", "Queue number", comparator="exact", key=True)
    nomor_berkas = c.text("P1", "Nomor berkas", "File number", comparator="exact")
    nik = c.nik()
    status = c.code("status_antrean", "P1", "Status", "Status")
    masuk_pada = c.moment("Masuk pada", "Entered at")
    dicetak_pada = c.moment("Dicetak pada", "Printed at")
