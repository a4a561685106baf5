"""Access to accounts that takes two: another invitation, conflicting roles, an operating-system user."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table of what was asked for, guarded like every act of two."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement.strip().removesuffix(";"))
