"""Telusur Data Warga: everything the hub knows of one citizen, across systems and time, in one time line."""

from simpul.views.trace.current import SIDE_BY_SIDE, Cell, Record, labels
from simpul.views.trace.find import Candidate, search
from simpul.views.trace.open import Revealed, Trace, again, choose, look, reveal, trace
from simpul.views.trace.subjects import OpenedBy
from simpul.views.trace.timeline import TraceEntry, What

__all__ = [
    "SIDE_BY_SIDE",
    "Candidate",
    "Cell",
    "OpenedBy",
    "Record",
    "Revealed",
    "Trace",
    "TraceEntry",
    "What",
    "again",
    "choose",
    "labels",
    "look",
    "reveal",
    "search",
    "trace",
]
