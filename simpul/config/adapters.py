"""Name of an adapter to its class; nothing else imports an adapter by name."""

from __future__ import annotations

import importlib
import importlib.util

from simpul.core.errors import BadConfig
from simpul.core.model import System
from simpul.core.ports import MakeAdapter
from simpul.core.suggest import did_you_mean

#: Adapter kinds configured by data; any other name is a module of ``adapters`` with a system's quirks.
_KINDS = ("rest", "soap", "sql", "files")


def adapter_class(system: System) -> MakeAdapter:
    """``ADAPTER`` of the module ``adapters.<adapter>``.

    Raises:
        BadConfig: there is no such module.
    """
    name = f"adapters.{system.adapter}"
    if not system.adapter.isidentifier() or importlib.util.find_spec(name) is None:
        hint = did_you_mean(system.adapter, _KINDS)
        raise BadConfig(f"unknown adapter '{system.adapter}'", file=system.file, hint=hint)
    found: MakeAdapter = importlib.import_module(name).ADAPTER
    return found
