"""Errors, grouped by what the hub does about them.

SimpulError
├── Stop            a person must act; retrying cannot help
│   ├── BadConfig         a mapping, policy or setting is wrong (file and line in the message)
│   ├── BadCredentials    the agency refused our login
│   ├── AccessExpired     the access agreement of a feed has ended
│   ├── BrokenContract    the source no longer looks as its mapping says
│   │   └── LeftBehind    all rows were read; something that can hold none lies in their way
│   ├── SourceLoops       the source repeats a cursor and would never end
│   └── BrakeHeld         too much would change; a named person must release it
├── Retry           a transient error of the link; the same call may work in a moment
├── Park            the link is closed until a known time: quota, office hours, breaker, maintenance
├── Unknown         a write left, its answer did not come back; only a probe may settle it
├── Overtaken       the target changed since we looked (HTTP 412); compare again, do not send again
├── Rejected        the target read the write and refused it for good
├── NotPossible     what a person asked for cannot be done; says why and what to do instead
├── AlreadyRunning  another worker holds the lease; leave
└── LeaseLost       our lease went to another worker; nothing of ours may be committed
"""

from __future__ import annotations

from datetime import datetime

from simpul.core.i18n import Words


class SimpulError(Exception):
    """Base of every error the engine raises on purpose; the message is for the operator."""


class Stop(SimpulError):
    """A person must act; retrying cannot help."""


class BadConfig(Stop):
    """A mapping, policy or setting is wrong."""

    def __init__(self, message: str, *, file: str = "", line: int = 0, hint: str = "") -> None:
        where = f"{file}:{line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{where}{message}" + (f" → {hint}" if hint else ""))
        self.file, self.line = file, line


class BadCredentials(Stop):
    """The agency refused our login."""


class AccessExpired(Stop):
    """The access agreement of a feed has ended."""


class BrokenContract(Stop):
    """The source no longer looks as its mapping says."""


class LeftBehind(BrokenContract):
    """Something that can hold no rows lies where rows are due; all rows were read, so the pass is complete."""


class SourceLoops(Stop):
    """The source repeats a cursor and would never end."""


class BrakeHeld(Stop):
    """Too much would change; a named person must release it."""


class Retry(SimpulError):
    """A transient error of the link: the same call may work in a moment. ``after``: seconds the source asked for."""

    def __init__(self, message: str, *, after: float | None = None, counts: bool = True) -> None:
        super().__init__(message)
        self.after = after
        #: Whether the breaker counts it: a 429 is politeness, not a failure.
        self.counts = counts


class Park(SimpulError):
    """The link is closed until a known time."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class Unknown(SimpulError):
    """A write left, its answer did not come back; only a probe may settle it."""


class Overtaken(SimpulError):
    """The target changed since we looked; compare again, do not send again."""


class Rejected(SimpulError):
    """The target read the write and refused it for good."""


class NotPossible(SimpulError):
    """What a person asked for cannot be done; says why and what to do instead, in both languages."""

    words: Words

    def __init__(self, words: Words) -> None:
        super().__init__(words.id)
        self.words = words


class AlreadyRunning(SimpulError):
    """Another worker holds the lease; leave."""


class LeaseLost(SimpulError):
    """Our lease went to another worker; nothing of ours may be committed."""
