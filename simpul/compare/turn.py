"""One comparison as everybody means it, schedule, command and operator: who is meant first, then what disagrees."""

from __future__ import annotations

from sqlalchemy import Engine

from simpul.compare import comparison
from simpul.compare.comparison import CompareResult
from simpul.config.settings import City
from simpul.core.errors import AlreadyRunning
from simpul.core.model import ShowProgress
from simpul.matching import match


def compare(engine: Engine, city: City, *, caller: str = "", progress: ShowProgress | None = None) -> CompareResult:
    """Find who is meant, then compare every dirty subject. AlreadyRunning if another worker is comparing.

    A matching that another worker is at, or that fails, keeps nobody from being compared; its error is raised after.
    """
    try:
        # Who is meant first, so that the same comparison and its rules see it.
        match.run(engine, city, caller=caller)
    except AlreadyRunning:
        pass
    finally:
        result = comparison.compare(engine, city, caller=caller, progress=progress)
    return result
