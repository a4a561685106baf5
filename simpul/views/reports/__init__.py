"""Reports: figures counted once, shown the same on screen, as PDF, XLSX and CSV."""

from __future__ import annotations

from simpul.views.reports.build import Asked
from simpul.views.reports.catalogue import REPORTS, Definition, keep, make
from simpul.views.reports.period import Period, full_months, month_at, month_of, months_known
from simpul.views.reports.shape import HIDDEN, Cell, Column, Report, cell_text

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
