"""Whose the embedded server is: the account it runs as, the owner of its files, and the rules of its door.

Whoever started it comes in because the kernel says who they are (``peer``), so there is no password to keep, to leak
or to show on a command line. Started by root the server runs under a number of its own that no account has.
"""

from __future__ import annotations

import grp
import os
import pwd
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

#: Numbers kept for services without a name (systemd's); within the 65,536 that a container has.
NAMELESS = range(61184, 65520)
#: Account whose name ``initdb`` borrows; servers of earlier versions ran as it, beside anybody else's.
LENDER = "nobody"
#: The role that owns the databases is for the people below; any other role has a password or cannot come in.
RULES = "local all postgres peer map=simpul\nlocal all all scram-sha-256\n"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Numbers a server runs under."""

    uid: int
    gid: int
    #: Whether it is another account than ours, so that programs are started in its name.
    other: bool

    def starting(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` start something as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def borrowing(self) -> dict[str, Any]:
        """The same for ``initdb``, which asks for its account's name; in our group only, so that no process of that
        name reaches the folder it works in."""
        return {**self.starting(), "user": _lender()} if self.other else {}


def settle(root: Path, data: Path, folders: Sequence[Path]) -> Account:
    """The account of the server that keeps ``data`` in ``root``; ``folders`` are given to it if they were lent."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), other=False)
    owner = data.stat() if data.exists() else None
    if owner and owner.st_uid not in (0, _lender()):
        account = Account(uid=owner.st_uid, gid=owner.st_gid, other=True)
    else:
        number = _free()
        account = Account(uid=number, gid=number, other=True)
    if root.stat().st_uid == 0:
        # Ours alone, whatever an earlier version left; the server passes through and sees nothing else.
        os.chown(root, 0, account.gid)
        root.chmod(0o710)
    if owner and owner.st_uid == _lender():
        # The data last: if this is broken off, it begins anew.
        for folder in (*folders, data):
            give(folder, account)
    return account


def give(folder: Path, account: Account) -> None:
    """Make ``account`` the owner of a folder and of what was lent in it; no link is followed."""
    lent = (_lender(), *NAMELESS)
    for _, names, files, handle in os.fwalk(folder, follow_symlinks=False):
        for name in (*names, *files):
            if os.stat(name, dir_fd=handle, follow_symlinks=False).st_uid in lent:
                os.chown(name, account.uid, account.gid, dir_fd=handle, follow_symlinks=False)
    if folder.exists():
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def write_rules(data: Path, account: Account) -> None:
    """Say in the server's own files who may come in; a home of an earlier version loses its ``trust`` here."""
    people = {"root", *_name(os.geteuid())}
    if account.uid != _lender():
        people |= _name(account.uid)
    who = "".join(f'simpul "{person}" postgres\n' for person in sorted(people))
    for file, words in (("pg_hba.conf", RULES), ("pg_ident.conf", who)):
        _replace(data / file, words, account)


def _replace(file: Path, words: str, account: Account) -> None:
    # A new file in the place of the old one: what stands there may be a link that the server's account has made.
    half = file.with_name(f"{file.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        if account.other:
            os.fchown(out.fileno(), account.uid, account.gid)
        out.write(words)
    half.rename(file)


def _name(uid: int) -> set[str]:
    with suppress(KeyError):
        return {pwd.getpwuid(uid).pw_name}
    return set()


def _lender() -> int:
    return pwd.getpwnam(LENDER).pw_uid


def _free() -> int:
    """A number that no account, no group and no process has."""
    running: set[int] = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            running |= {*process.uids(), *process.gids()}
    while True:
        number = secrets.choice(NAMELESS)
        if number not in running and not _name(number) and not _group(number):
            return number


def _group(gid: int) -> bool:
    with suppress(KeyError):
        return bool(grp.getgrgid(gid))
    return False
