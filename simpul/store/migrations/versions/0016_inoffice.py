"""Who approves is in office and may; what waits keeps its proposer and its day; one mailbox however it is written."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the functions and their triggers, and the mailbox anew."""
    # Bodies of functions hold semicolons: what ends a statement here is one before an empty line.
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement.strip().removesuffix(";"))
