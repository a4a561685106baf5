"""How bad a disagreement is."""

from __future__ import annotations

#: Worst first; the database knows these only (check ``severity_known`` of ``simpul.cases``).
SEVERITIES = ("critical", "high", "medium", "low")
