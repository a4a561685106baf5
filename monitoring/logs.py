"""What the console writes for its operators: where something broke, never with whose data."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from simpul.core.errors import SimpulError
from simpul.values import mask

Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Lines with NIK and KK masked; of an exception its kind and place, its words only where they are ours.

    Words of libraries and of the database repeat the value they stumbled over.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # Another formatter's text of the same exception would come before ours.
        record.exc_text = None
        return mask.scrub(super().format(record))

    def formatException(self, ei: Info) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None and len(lines) < 10:
            said = f": {error}" if isinstance(error, SimpulError) else ""
            lines.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + said)
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def install() -> None:
    """Everything that is logged in this process goes to standard error, through :class:`Discreet`."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
