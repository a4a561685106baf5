"""Making the adapter of a system with its guard."""

from __future__ import annotations

from simpul.config import settings
from simpul.config.adapters import adapter_class
from simpul.core.errors import BadConfig
from simpul.core.model import System
from simpul.core.ports import Adapter, Guard


def adapter(system: System, *, guard: Guard) -> Adapter:
    """The adapter of a system, made with its guard.

    Raises:
        BadConfig: no such adapter, or the system's address is not set.
    """
    if not system.address:
        raise BadConfig(
            f"system '{system.name}' has no address: environment variable {system.address_env or '(none)'} is not set",
            file=system.file,
            hint=f"export {system.address_env}=…" if system.address_env else "give it an address",
        )
    return adapter_class(system)(system, guard=guard, secrets=settings.secret)
