"""The pages: one module an area, each with ``router`` and, for the sweep in a real browser, ``SAMPLES``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from fastapi import APIRouter


def routers() -> Iterator[APIRouter]:
    """The router of every area."""
    for module in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{module.name}").router


def samples() -> tuple[str, ...]:
    """Addresses that show every page with data."""
    areas = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(path for area in areas for path in getattr(area, "SAMPLES", ()))
