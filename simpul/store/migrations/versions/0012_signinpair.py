"""Failed sign-ins are counted by address and person together, and fade with time."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table and the column."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement)
