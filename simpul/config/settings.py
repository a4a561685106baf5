"""Systems, feeds and policy from ``mappings/``, checked with file and line in every message; settings and secrets."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from simpul.config import feed_file, policy_file, yaml_nodes
from simpul.config.policy_file import Grant, Policy, SubjectPolicy, Timing
from simpul.core import clock
from simpul.core.errors import AccessExpired, BadConfig
from simpul.core.model import Feed, SecretRef, Sending, System

__all__ = [
    "AccessExpired", "City", "Grant", "Policy", "Settings", "SubjectPolicy", "Timing", "load", "read_file",
    "require_access", "secret", "settings",
]  # fmt: skip

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
KNOWN = (
    *("SIMPUL_HOME", "SIMPUL_DATABASE_URL", "SIMPUL_MAPPINGS"),
    *("SIMPUL_OIDC_ISSUER", "SIMPUL_OIDC_CLIENT_ID", "SIMPUL_OIDC_CLIENT_SECRET", "SIMPUL_OIDC_CLIENT_SECRET_FILE"),
    *("SIMPUL_OIDC_LINK", "SIMPUL_TRUSTED_PROXIES"),
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment says about this installation."""

    #: Database, keys, logs and generated data live here.
    home: Path
    #: None: the embedded server.
    database_url: str | None
    mappings: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class City:
    """Everything the mappings say."""

    systems: Mapping[str, System]
    feeds: Mapping[str, Feed]
    policy: Policy = field(default_factory=Policy)

    def feeds_of(self, system: str) -> tuple[Feed, ...]:
        """Enabled feeds of a system, a parent before its children."""
        found = [feed for feed in self.feeds.values() if feed.system == system and feed.enabled]
        return tuple(sorted(found, key=lambda feed: (bool(feed.parent), feed.name)))


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    Raises:
        BadConfig: a variable is misspelt by a letter or two, or names a folder that is not there.
    """
    for name in environ:
        _refuse_misspelt(name, environ)
    extra = [Path(part) for part in environ.get("SIMPUL_MAPPINGS", "").split(":") if part]
    for folder in extra:
        if not folder.is_dir():
            raise BadConfig(f"SIMPUL_MAPPINGS names '{folder}', which is not a folder", hint="check the path")
    return Settings(
        home=Path(environ.get("SIMPUL_HOME") or ".simpul"),
        database_url=environ.get("SIMPUL_DATABASE_URL") or None,
        mappings=(SHIPPED, *extra),
    )


def _refuse_misspelt(name: str, environ: Mapping[str, str]) -> None:
    if not name.startswith("SIMPUL_") or name in KNOWN:
        return
    near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.9)
    if near and near[0] not in environ:
        raise BadConfig(f"environment variable {name} is not known", hint=f"did you mean {near[0]}?")


def secret(ref: SecretRef) -> str:
    """The value a reference points at, read now.

    Raises:
        BadConfig: the variable is not set or the file cannot be read; names the reference, never a value.
    """
    if ref.file:
        try:
            return Path(ref.file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadConfig(f"secret file {ref.file} cannot be read", hint="check path and owner") from error
    found = os.environ.get(ref.env)
    if not found:
        raise BadConfig(f"environment variable {ref.env} is not set", hint=f"export {ref.env}=…")
    return found


def require_access(feed: Feed, today: date | None = None) -> None:
    """Refuse to read a feed whose access agreement has ended; the other feeds go on.

    Raises:
        AccessExpired: names agreement and end date.
    """
    basis = feed.access
    day = today or clock.today()
    if basis and basis.valid_until < day:
        raise AccessExpired(
            f"{feed.file}: access agreement '{basis.agreement}' of feed {feed.name} ended on {basis.valid_until}"
            " → renew it, then set valid_until"
        )


def load(folders: Sequence[Path] | None = None) -> City:
    """Read and check every mapping file. Later folders add systems and override the policy.

    Raises:
        BadConfig: the first mistake found, with file and line.
    """
    systems: dict[str, System] = {}
    feeds: dict[str, Feed] = {}
    policies: list[Path] = []
    for folder in folders if folders is not None else settings().mappings:
        for path in system_folders(folder):
            _add(path, systems, feeds)
        if (folder / "policy.yaml").exists():
            policies.append(folder / "policy.yaml")
    _check_references(systems, feeds)
    policy = policy_file.load(policies, systems, feeds)
    city = City(systems=_with_sending(systems, policy), feeds=feeds, policy=policy)
    return dated(city, clock.today() + policy.agreements_for) if policy.agreements_for else city


def dated(city: City, until: date) -> City:
    """The same city, with every agreement, grant and leave to go without encryption ending on ``until``."""
    feeds = {
        name: replace(feed, access=replace(feed.access, valid_until=until)) if feed.access else feed
        for name, feed in city.feeds.items()
    }
    systems = {
        name: replace(one, plain_http={**one.plain_http, "until": until}) if one.plain_http else one
        for name, one in city.systems.items()
    }
    grants = tuple(replace(grant, valid_until=until) for grant in city.policy.grants)
    return City(systems=systems, feeds=feeds, policy=replace(city.policy, grants=grants))


def read_file(path: Path) -> System | Feed:
    """One mapping file on its own, checked as far as it goes without the others."""
    return feed_file.system(path) if path.name == "system.yaml" else feed_file.feed(path)


def system_folders(folder: Path) -> list[Path]:
    """Folders below a mapping folder that describe a system."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and any(path.glob("*.yaml")))


def _add(path: Path, systems: dict[str, System], feeds: dict[str, Feed]) -> None:
    system = feed_file.system(path / "system.yaml")
    if system.name in systems:
        raise BadConfig(
            f"system '{system.name}' stands twice",
            file=system.file,
            line=1,
            hint=f"first in {systems[system.name].file}; give this folder another name",
        )
    systems[system.name] = system
    for file in sorted(path.glob("*.yaml")):
        if file.name != "system.yaml":
            feed = feed_file.feed(file)
            feeds[feed.name] = feed


def _check_references(systems: Mapping[str, System], feeds: Mapping[str, Feed]) -> None:
    for feed in feeds.values():
        if feed.parent and feed.parent not in feeds:
            told = yaml_nodes.read(Path(feed.file)).get("parent")
            line = told.line if told else 1
            raise BadConfig(f"parent '{feed.parent}' is not a feed", file=feed.file, line=line)
    for system in systems.values():
        for write in system.writes.values():
            if write.feed and write.feed not in feeds:
                raise BadConfig(f"write '{write.kind}' names feed '{write.feed}', which is not there", file=system.file)


def _with_sending(systems: Mapping[str, System], policy: Policy) -> dict[str, System]:
    return {name: _replace(system, policy.sending.get(name, "off")) for name, system in systems.items()}


def _replace(system: System, sending: str) -> System:
    values: dict[str, Any] = {name: getattr(system, name) for name in system.__dataclass_fields__}
    return System(**{**values, "sending": cast(Sending, sending)})
