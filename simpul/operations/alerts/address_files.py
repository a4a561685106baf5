"""Files that hold the address of a route: one folder, and names that say so, as the variables' prefix does."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

#: Where they lie unless ``SIMPUL_ALERT_FOLDER`` says otherwise; other secrets lie there too, hence the names.
FOLDER = "/run/secrets"
NAMES = ("peringatan", "alert")
#: Bytes of the longest address.
LONGEST = 4096


def folder() -> str:
    """The folder of these files."""
    return os.environ.get("SIMPUL_ALERT_FOLDER") or FOLDER


def allowed(file: str) -> bool:
    """Whether a path is one of theirs, by what is written."""
    path = PurePosixPath(file)
    return ".." not in path.parts and path.parent == PurePosixPath(folder()) and path.name.startswith(NAMES)


def read(file: str) -> str:
    """The address in it. OSError: not one of theirs, a link out of the folder, no plain file, or too long."""
    real = Path(file).resolve(strict=True)
    if not allowed(file) or not real.is_relative_to(Path(folder()).resolve()):
        raise PermissionError(f"{file} is not a file of addresses")
    # Not blocking: a pipe in its place must not hold up the watcher.
    with os.fdopen(os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise PermissionError(f"{file} is no plain file")
        found = opened.read(LONGEST + 1)
    if len(found) > LONGEST:
        raise OSError(f"{file} is too long for an address")
    return found.decode("utf-8", "replace").strip()
