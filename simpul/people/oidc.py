"""Who a person is for the city's identity provider: linked once, by an address or name an administrator entered before.

After that only issuer and subject count: an address that moves to somebody else at the provider moves nothing here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Connection, Engine, text

from simpul import audit, config
from simpul.errors import BadConfig
from simpul.model import SecretRef
from simpul.people import accounts, words
from simpul.store.db import query

Link = Literal["email", "username"]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The city's identity provider and how it knows us."""

    issuer: str
    client_id: str
    #: Read at the moment of use.
    secret: SecretRef
    #: By which claim somebody is found the first time: a verified e-mail, or ``preferred_username``.
    link: Link = "email"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the provider says of who signed in, checked."""

    issuer: str
    subject: str
    #: Empty unless the provider says that it verified it.
    email: str = ""
    username: str = ""


def provider(environ: Mapping[str, str] = os.environ) -> Provider | None:
    """The provider of this installation; None: only passwords.

    Raises:
        BadConfig: half of it is set.
    """
    issuer, client = environ.get("SIMPUL_OIDC_ISSUER", ""), environ.get("SIMPUL_OIDC_CLIENT_ID", "")
    if not issuer:
        return None
    file = environ.get("SIMPUL_OIDC_CLIENT_SECRET_FILE", "")
    link = environ.get("SIMPUL_OIDC_LINK") or "email"
    if not client:
        raise BadConfig("SIMPUL_OIDC_ISSUER is set and SIMPUL_OIDC_CLIENT_ID is not", hint="set both")
    if link not in ("email", "username"):
        raise BadConfig(f"SIMPUL_OIDC_LINK is '{link}'", hint="email or username")
    secret = SecretRef(file=file) if file else SecretRef(env="SIMPUL_OIDC_CLIENT_SECRET")
    return Provider(issuer=issuer.rstrip("/"), client_id=client, secret=secret, link=cast(Link, link))


def client_secret(known: Provider) -> str:
    """Its value, read now. BadConfig if it is not set."""
    return config.secret(known.secret)


def identify(engine: Engine, claims: Claims, *, link: Link = "email") -> int:
    """Whose account it is. NotPossible: nobody was added for them, or that account is another subject's already."""
    named = {"issuer": claims.issuer, "subject": claims.subject}
    with engine.begin() as conn:
        row = conn.execute(text(query("signin_linked")), named).one_or_none()
        if row is not None:
            return int(row.id)
        found = _claimed(conn, claims, link)
        if found is None or not conn.execute(text(query("signin_link")), {**named, "id": found}).rowcount:
            raise words.NOT_ADDED
        username = str(conn.execute(text(query("signin_linked")), named).one().username)
        audit.write(conn, audit.chain_of_actor(username), username, "oidc_link", {"person": username, "by": link})
        return found


def _claimed(conn: Connection, claims: Claims, link: Link) -> int | None:
    if link == "username":
        asked = {"username": accounts.plain(claims.username)}
        row = conn.execute(text(query("signin_person")), asked).one_or_none()
        return int(row.id) if row is not None else None
    if not claims.email:
        return None
    found = conn.execute(text(query("signin_claimed")), {"email": claims.email}).one_or_none()
    return int(found.id) if found is not None else None
