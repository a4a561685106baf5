"""Whom the provider of the city knows as an account in use takes two as well."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Let the two kinds be asked for."""
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n\n")
    for statement in statements:
        if statement.strip():
            op.execute(statement.strip().removesuffix(";"))
