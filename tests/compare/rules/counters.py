"""Planted faults of the counters: overtaken and forgotten cards, blanks running low and out."""

from __future__ import annotations

from typing import Any

from tests.compare.rules.planting import Near, Planted, Row, hk, queued, stock


def _week(place: str, left: int, used: int) -> list[Row]:
    """Seven days of a place, the last of them yesterday, ending with ``left``."""
    return [stock(place, ago, left + used * (ago - 1), used) for ago in range(7, 0, -1)]


def _printed(number: int, entered: int, **values: Any) -> Row:
    return queued(number, hk(entered), status="DICETAK", dicetak_pada=hk(0), **values)


PLANTED = (
    Planted(
        rule="antrean_disalip",
        key="AC-000401",
        rows=[queued(401, hk(9), kec="10"), _printed(402, 6, kec="10")],
        # The other card's record heals this one: only a waking shows that.
        heals=[queued(402, hk(6), kec="10")],
        near=[
            Near(name="printed one entered earlier", rows=[queued(403, hk(6), kec="02"), _printed(404, 9, kec="02")]),
            Near(name="two working days apart", rows=[queued(405, hk(8), kec="03"), _printed(406, 6, kec="03")]),
            Near(name="another counter", rows=[queued(407, hk(9), kec="04"), _printed(408, 6, kec="05")]),
            Near(
                name="both printed",
                rows=[_printed(409, 9, kec="06"), _printed(410, 6, kec="06")],
            ),
        ],
    ),
    Planted(
        rule="antrean_cetak_lama",
        key="AC-000421",
        rows=[queued(421, hk(15), kec="07")],
        heals=[queued(421, hk(15), kec="07", status="DICETAK", dicetak_pada=hk(1))],
        near=[
            Near(name="since fourteen working days", rows=[queued(422, hk(14), kec="07")]),
            Near(name="failed", rows=[queued(423, hk(30), kec="07", status="GAGAL")]),
        ],
        ripens=frozenset({"AC-000422"}),
    ),
    Planted(
        rule="stok_blangko_menipis",
        key="KECAMATAN MEDAN TEMBUNG",
        rows=_week("KECAMATAN MEDAN TEMBUNG", 59, 20),
        heals=[stock("KECAMATAN MEDAN TEMBUNG", 0, 400, 20)],
        near=[
            Near(name="enough for three days", rows=_week("KECAMATAN MEDAN MAIMUN", 60, 20)),
            Near(name="none left at all", rows=_week("KECAMATAN MEDAN POLONIA", 0, 20)),
            Near(
                name="low some days ago, filled up since",
                rows=[*_week("KECAMATAN MEDAN BARU", 30, 20), stock("KECAMATAN MEDAN BARU", 0, 300, 20)],
            ),
            Near(
                name="another kind of blank",
                rows=[stock("KECAMATAN MEDAN PETISAH", 1, 5, 20, kind="KIA")],
            ),
        ],
    ),
    Planted(
        rule="siap_cetak_tanpa_blangko",
        key="KECAMATAN MEDAN TIMUR",
        rows=[
            stock("KECAMATAN MEDAN TIMUR", 3, 10, 20),
            stock("KECAMATAN MEDAN TIMUR", 2, 0, 10),
            stock("KECAMATAN MEDAN TIMUR", 1, 0, 0),
            queued(431, hk(2), kec="20"),
        ],
        # The card's own record heals the place: only a waking shows that.
        heals=[queued(431, hk(2), kec="20", status="GAGAL")],
        near=[
            Near(
                name="blanks left",
                rows=[stock("KECAMATAN MEDAN SELAYANG", 1, 200, 20), queued(432, hk(2), kec="21")],
            ),
            Near(name="nobody waits", rows=[stock("KECAMATAN MEDAN KOTA", 1, 0, 20)]),
            Near(
                name="the registry has no counter of its own",
                rows=[stock("DISDUKCAPIL", 1, 0, 20), queued(433, hk(2), kec="19")],
            ),
        ],
    ),
)
