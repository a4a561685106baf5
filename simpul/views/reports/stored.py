"""Counts that go through every record of a month, made once and kept.

They are kept by kecamatan and working days, so every part, share, age and median is worked out from them exactly, and
row security shows each officer the kecamatan they may see. A report says when its counts were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from simpul.core import i18n
from simpul.core.i18n import Words
from simpul.store.queries import query
from simpul.views.reports.build import Asked, moment
from simpul.views.reports.period import Period

#: Counts are good this many times as long as they took to make, but never shorter nor longer than this.
_TIMES, _LEAST, _MOST = 5000, timedelta(seconds=10), timedelta(days=1)
#: Reports whose counts are kept; each has its query ``report_count_<name>``.
NAMES = ("layanan", "antrean-cetak", "pengaduan")


def fresh(conn: Connection, name: str, period: Period) -> bool:
    """Whether the month's counts are there and young enough."""
    row = conn.execute(text(query("report_kept")), _named(name, period)).one_or_none()
    if row is None:
        return False
    return bool(row.now - row.made_at < min(_MOST, max(_LEAST, _TIMES * timedelta(seconds=row.took))))


def keep(engine: Engine, name: str, period: Period, *, anew: bool = False) -> None:
    """See to it that the month's counts are there and fresh. ``engine`` must see every office."""
    asked = _named(name, period)
    with engine.begin() as conn:
        # Two who ask at once: the second waits and finds it done.
        conn.execute(text(query("report_keep_lock")), asked)
        if not anew and fresh(conn, name, period):
            return
        conn.execute(text(query("report_counts_forget")), asked)
        bounds = {"begins": period.begins, "ends": period.ends, "at": moment(conn, period).at}
        count = text(query(f"report_count_{name}"))
        conn.execute(count, {key: value for key, value in {**asked, **bounds}.items() if key in count._bindparams})
        conn.execute(text(query("report_keep")), asked)


def counted(conn: Connection, name: str, asked: Asked) -> Sequence[Row[Any]]:
    """(kecamatan, part, measure, days, counted) of a month, as this connection may see them."""
    limits = {**_named(name, asked.period), "kecamatan": asked.kecamatan}
    return conn.execute(text(query("report_counts")), limits).all()


def note(conn: Connection, name: str, period: Period) -> tuple[Words, ...]:
    """When the counts were made; nothing to say while there are none."""
    row = conn.execute(text(query("report_kept")), _named(name, period)).one_or_none()
    return (_said(row.made_at),) if row else ()


def _said(made_at: datetime) -> Words:
    return Words(
        id=f"Dihitung {i18n.full(made_at, 'id')}.",
        en=f"Counted {i18n.full(made_at, 'en')}.",
    )


def _named(name: str, period: Period) -> dict[str, str]:
    return {"name": name, "period": str(period)}
