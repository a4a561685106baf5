"""Who acts, proven: an account of the hub, never just a name.

On the console that is who is signed in. On the command line it is an account bound to the operating-system user;
accounts of one such user count as one person wherever two are needed.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

from simpul.core.texts import people as words
from simpul.people import accounts
from simpul.store.queries import query


def on_server(engine: Engine, wanted: str, *, os_user: str) -> str:
    """The account a command acts as: the one named if it is this user's, or the only one this user has.

    Before there are people (the first set-up) the operating-system user acts under its own name.

    Raises:
        NotPossible: none of this user's accounts, several and none named, no account at all.
    """
    with engine.connect() as conn:
        mine = conn.execute(text(query("os_accounts")), {"os_user": os_user}).scalars().all()
        people = conn.execute(text(query("os_counts"))).one().people
    named = accounts.plain(wanted)
    if not mine and not people and named in ("", os_user.lower()):
        return os_user
    if named:
        if named not in mine:
            raise words.not_this_account(wanted.strip(), os_user)
        return named
    if len(mine) != 1:
        raise words.which_account(mine) if mine else words.no_account(os_user)
    return str(mine[0])
