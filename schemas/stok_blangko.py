"""Blank cards in stock at one place on one day."""

import dataframely as dy

from schemas import _columns as c


class StokBlangko(dy.Schema):
    """Blank cards in stock at one place on one day."""

    tanggal = c.day("P0", "Tanggal", "Day", key=True)
    lokasi = c.text("P0", "Lokasi", "Place", key=True)
    jenis = c.text("P0", "Jenis blangko", "Kind of blank", key=True)
    stok_awal = c.number("P0", "Stok awal", "Opening stock")
    masuk = c.number("P0", "Masuk", "Received")
    terpakai = c.number("P0", "Terpakai", "Used")
    rusak = c.number("P0", "Rusak", "Spoilt")
    stok_akhir = c.number("P0", "Stok akhir", "Closing stock")
