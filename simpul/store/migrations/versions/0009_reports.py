"""Reports: the counts they keep."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement)
