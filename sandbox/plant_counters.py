"""What goes wrong at the counters, and what looks like it: cards overtaken or left waiting, blanks running out.

See ``plant_rules`` for what each function returns.
"""

from __future__ import annotations

from sandbox.ground import FullError, Ground
from sandbox.regions import KECAMATAN

#: Blanks an office with planted stock uses a day.
_USED = 40


def overtaken(g: Ground, k: int) -> str:
    """A card that came days before another of the same counter, which is printed already."""
    mine, kec = g.queue("MENUNGGU", 7 + k % 4)
    g.queue("DICETAK", 3, kec)
    g.leave("antrean", mine)
    return mine


def in_its_turn(g: Ground, k: int) -> str:
    """Those that came before it are printed, none that came days after it."""
    mine, kec = g.queue("MENUNGGU", 1)
    g.queue("DICETAK", 6, kec)
    return mine


def overtaken_by_a_day(g: Ground, k: int) -> str:
    mine, kec = g.queue("MENUNGGU", 2)
    g.queue("DICETAK", 1, kec)
    return mine


def waiting_long(g: Ground, k: int) -> str:
    """Left lying for weeks, so that others overtook it too."""
    mine, kec = g.queue("MENUNGGU", 15 + k % 10)
    g.queue("DICETAK", 3, kec)
    g.leave("antrean", mine)
    g.follows("antrean_cetak_lama", "loket.antrean_cetak", mine, "aturan antrean_disalip", "later cards are printed")
    return mine


def failed_long_ago(g: Ground, k: int) -> str:
    """Not waiting any more: the print failed."""
    return g.queue("GAGAL", 15 + k % 10)[0]


def printed_long_ago(g: Ground, k: int) -> str:
    return g.queue("DICETAK", 20 + k % 10)[0]


def _office(g: Ground, left: int) -> str:
    """A kecamatan's office whose blank stock of yesterday is this, one of few."""
    if not g.offices:
        raise FullError
    office = g.offices.pop()
    g.stock[office] = (left, _USED)
    g.leave("lokasi", office)
    return office


def running_out(g: Ground, k: int) -> str:
    return _office(g, (119, 1, 60, 90, 110)[k % 5])


def just_enough(g: Ground, k: int) -> str:
    return _office(g, (120, 125, 160, 130, 200)[k % 5])


def nothing_left(g: Ground, k: int) -> str:
    """No blank, and a card waiting at that office's counter."""
    office = _office(g, 0)
    kec = next(code for code, (name, _) in KECAMATAN.items() if office == f"KECAMATAN {name.upper()}")
    mine, _ = g.queue("MENUNGGU", 1, kec)
    g.leave("antrean", mine)
    return office


def nothing_left_nobody_waits(g: Ground, k: int) -> str:
    """The head office has no counter of its own."""
    if "DISDUKCAPIL" in g.stock:
        raise FullError
    g.stock["DISDUKCAPIL"] = (0, _USED)
    g.leave("lokasi", "DISDUKCAPIL")
    return "DISDUKCAPIL"
