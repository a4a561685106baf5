"""What reports keep: counts that take long to make and are asked for again and again."""

from __future__ import annotations

from sqlalchemy import Column, Float, PrimaryKeyConstraint, Table

from simpul.store import columns as col
from simpul.store.columns import metadata

#: Counts of a month by kecamatan, part (service, office) and working days: medians and ages are worked out from them.
report_count = Table(
    "report_count",
    metadata,
    #: Report they are for.
    col.text("name"),
    col.text("month"),
    #: Six digits; empty: the record names none; ``*``: not divided by kecamatan.
    col.text("kecamatan"),
    col.text("part"),
    col.text("measure"),
    col.number("days"),
    col.count("counted"),
    PrimaryKeyConstraint("name", "month", "kecamatan", "part", "measure", "days"),
)
#: When the counts of a month were made, and how many seconds that took.
report_kept = Table(
    "report_kept",
    metadata,
    col.text("name"),
    col.text("month"),
    col.time("made_at", null=False),
    Column("took", Float, nullable=False),
    PrimaryKeyConstraint("name", "month"),
)
