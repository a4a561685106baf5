"""Telusur Data Warga: everything the hub knows of one citizen, across systems and time, in one time line."""

from simpul.trace.line import TraceEntry, What
from simpul.trace.now import SIDE_BY_SIDE, Cell, Record, labels
from simpul.trace.opening import Revealed, Trace, again, choose, look, reveal, trace
from simpul.trace.people import Candidate, search
from simpul.trace.subjects import OpenedBy

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
