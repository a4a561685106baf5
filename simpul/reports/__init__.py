"""Reports: figures counted once, shown the same on screen, as PDF, XLSX and CSV."""

from __future__ import annotations

from simpul.reports.catalogue import REPORTS, Definition, keep, make
from simpul.reports.making import Asked
from simpul.reports.period import Period, full_months, month_at, month_of, months_known
from simpul.reports.shape import HIDDEN, Cell, Column, Report, cell_text

__all__ = [
    "HIDDEN",
    "REPORTS",
    "Asked",
    "Cell",
    "Column",
    "Definition",
    "Period",
    "Report",
    "cell_text",
    "full_months",
    "keep",
    "make",
    "month_at",
    "month_of",
    "months_known",
]
