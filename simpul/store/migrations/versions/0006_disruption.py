"""Announced disruptions, tested links, fields a source sends; indexes for counting since a moment."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement)
