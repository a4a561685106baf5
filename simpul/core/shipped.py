"""Where what is shipped with the hub lies."""

from __future__ import annotations

from pathlib import Path

#: The schema classes and, in ``kode`` below it, the code lists.
SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
KODE = SCHEMAS / "kode"
