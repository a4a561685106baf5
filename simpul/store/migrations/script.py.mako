"""${message}."""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Additive only: an older worker keeps running against the new tables."""
    ${upgrades if upgrades else "op.execute('select 1')"}
