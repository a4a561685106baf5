"""Every word of the pages in Indonesian and English: one module an area, each with ``TEXTS``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from simpul.core.i18n import Words


@cache
def texts() -> dict[str, Words]:
    """Key (``cases.decide``) → words. ValueError when two areas give one key."""
    found: dict[str, Words] = {}
    for module in pkgutil.iter_modules(__path__):
        said: dict[str, Words] = importlib.import_module(f"{__name__}.{module.name}").TEXTS
        if twice := found.keys() & said.keys():
            raise ValueError(f"texts/{module.name}.py gives again: {', '.join(sorted(twice))}")
        found |= said
    return found
