"""What reports keep: counts that take seconds to make and are asked for again and again."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, Table

from simpul.store import columns as col
from simpul.store.columns import metadata

#: Documents handed over in a month, by office, service and the working days each took.
report_service = Table(
    "report_service",
    metadata,
    col.text("month"),
    #: Six digits; empty: the record names none.
    col.text("kecamatan"),
    col.text("service"),
    col.number("workdays"),
    col.count("documents"),
    PrimaryKeyConstraint("month", "kecamatan", "service", "workdays"),
)
#: When the counts of a month were made.
report_kept = Table(
    "report_kept",
    metadata,
    col.text("name"),
    col.text("month"),
    col.time("made_at", null=False),
    PrimaryKeyConstraint("name", "month"),
)
