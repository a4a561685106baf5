"""What a build would take from this checkout: .dockerignore and the COPY lines, as Docker reads them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

#: Parts of a pattern of .dockerignore and what they match: Go's filepath.Match, and ``**`` for any depth.
_PARTS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_SPLIT = re.compile(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\]|\\.)")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One line of .dockerignore; ``brings_back``: it begins with ``!``."""

    matches: re.Pattern[str]
    brings_back: bool


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One source of a COPY line and where it goes."""

    source: str
    target: str


def patterns(text: str) -> tuple[Pattern, ...]:
    """The lines of a .dockerignore."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(_pattern(line) for line in lines)


def _pattern(line: str) -> Pattern:
    bare = str(PurePosixPath(line.removeprefix("!").strip().lstrip("/")))
    parts = (_PARTS.get(part) or (part if part[:1] in ("[", "\\") else re.escape(part)) for part in _SPLIT.split(bare))
    return Pattern(matches=re.compile("".join(parts)), brings_back=line.startswith("!"))


def seen(path: str, among: Iterable[Pattern]) -> bool:
    """Whether the build sees a file: the last line that matches it, or a folder above it, decides."""
    places = [path, *(str(parent) for parent in PurePosixPath(path).parents if str(parent) != ".")]
    ignored = False
    for pattern in among:
        if any(pattern.matches.fullmatch(place) for place in places):
            ignored = not pattern.brings_back
    return not ignored


def copies(dockerfile: str) -> tuple[Copy, ...]:
    """What the last stage copies from the checkout."""
    stage = re.split(r"^FROM .*$", dockerfile.replace("\\\n", " "), flags=re.M)[-1]
    return tuple(_copies(stage))


def _copies(stage: str) -> Iterator[Copy]:
    for words in (line.split()[1:] for line in stage.splitlines() if line.startswith("COPY ")):
        if any(word.startswith("--from") for word in words):
            continue
        *sources, target = (word for word in words if not word.startswith("--"))
        yield from (Copy(source=one.rstrip("/"), target=target) for one in sources)


def tracked(repo: Path) -> tuple[str, ...]:
    """Every file git knows, as a fresh checkout has it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repo, capture_output=True, text=True, check=True)
    return tuple(sorted(path for path in listed.stdout.split("\0") if path and (repo / path).exists()))


def places(repo: Path) -> dict[str, str]:
    """Tracked file → where it is in the image."""
    ignore = patterns((repo / ".dockerignore").read_text("utf-8"))
    taken = copies((repo / "Dockerfile").read_text("utf-8"))
    found: dict[str, str] = {}
    for path in (path for path in tracked(repo) if seen(path, ignore)):
        for copy in taken:
            if target := _target(path, copy):
                found[path] = target
    return found


def _target(path: str, copy: Copy) -> str | None:
    """Where one COPY puts a file: of a folder its content is copied, never the folder itself."""
    if path.startswith(f"{copy.source}/"):
        return copy.target.rstrip("/") + path.removeprefix(copy.source)
    if path != copy.source:
        return None
    return copy.target + PurePosixPath(path).name if copy.target.endswith("/") else copy.target


def assemble(repo: Path, root: Path) -> Path:
    """The image's file system below ``root``, as far as it comes from the checkout; its working folder."""
    for source, target in places(repo).items():
        file = root / target.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / source, file)
    (folder,) = re.findall(r"^WORKDIR /(\S+)$", (repo / "Dockerfile").read_text("utf-8"), re.M)
    return root / folder
