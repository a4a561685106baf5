"""What a hub leaves on the disk, by name and kind; anything else in a folder means that the folder is not a hub's."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from simpul.store import embedded

#: Kinds of a file system's entries.
FILE, FOLDER, LINK = stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK
#: Of a home: name → kind.
HOME: Mapping[str, tuple[int, ...]] = {
    r"airflow|bench|city|db|keys|logs": (FOLDER,),
    r"db\.at(\.\d+)?|demo\.json|demo\.lock|demo\.env\.json|demo-accounts\.txt|contoh_nik\.txt": (FILE,),
    r"truth\.jsonl": (FILE, LINK),
}
#: Of the folder of a database.
DATABASE: Mapping[str, tuple[int, ...]] = {
    r"data|data\.new|s|programs(\.\d+)?": (FOLDER,),
    rf"lock|server\.log|{embedded.OWNER}": (FILE,),
}
KEYS: Mapping[str, tuple[int, ...]] = {r"\d{4}\.key|\.\d+\.new": (FILE,)}
DATABASE_PATH = re.compile(re.escape(str(embedded.OUTSIDE)) + r"/simpul-[0-9a-f]{12}")


def strange(folder: Path, known: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Names in ``folder`` that are not ``known``, or are of another kind (a link in the place of a folder)."""
    return sorted(entry.name for entry in os.scandir(folder) if not _fits(entry, known))


def _fits(entry: os.DirEntry[str], known: Mapping[str, tuple[int, ...]]) -> bool:
    kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
    return any(re.fullmatch(name, entry.name) and kind in kinds for name, kinds in known.items())


def strange_in_home(home: Path) -> list[str]:
    """Paths in a home, two levels deep where we know both, that no hub makes."""
    found = strange(home, HOME)
    for name, known in (("db", DATABASE), ("keys", KEYS)):
        if name not in found and (home / name).is_dir():
            found += [f"{name}/{inner}" for inner in strange(home / name, known)]
    return found


def is_hub(home: Path) -> bool:
    """Whether something in ``home`` says for certain that a hub made it; an empty folder holds nothing to lose."""
    return not any(home.iterdir()) or any(sign(home) for sign in SIGNS.values())


def _key(home: Path) -> bool:
    return any((home / "keys").glob("[0-9][0-9][0-9][0-9].key"))


def _city(home: Path) -> bool:
    with suppress(OSError, ValueError):
        found = json.loads((home / "demo.json").read_text("utf-8"))
        return isinstance(found, dict) and {"residents", "seed"} <= found.keys()
    return False


#: Entry of a home → whether it proves that a hub made the home. They go last, so that a broken-off removal goes on.
SIGNS: Mapping[str, Callable[[Path], bool]] = {
    "demo-accounts.txt": lambda home: (home / "demo-accounts.txt").is_file(),
    "demo.json": _city,
    "demo.lock": lambda home: (home / "demo.lock").is_file(),
    "db": lambda home: (home / "db" / "lock").is_file(),
    "keys": _key,
    "db.at": lambda home: (home / "db.at").is_file(),
}
