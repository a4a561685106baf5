"""Who may approve, as the database knows it: accounts of one person, bounded stand-ins, one check on every approval."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns, bound the stand-ins, make the functions and their triggers."""
    # Bodies of functions hold semicolons: what ends a statement here is one before an empty line.
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement.strip().removesuffix(";"))
