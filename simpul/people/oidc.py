"""Who a person is for the city's identity provider: linked once, by an address or a number an administrator entered.

After that only issuer and subject count: an address that moves to somebody else at the provider moves nothing here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from sqlalchemy import Connection, Engine, text

from simpul.config import settings
from simpul.core import acting
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.core.model import SecretRef
from simpul.core.texts import people as words
from simpul.people import accounts, changes, linking
from simpul.store import audit
from simpul.store.queries import query

Link = Literal["email", "subject"]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """The city's identity provider and how it knows us."""

    issuer: str
    client_id: str
    #: Read at the moment of use.
    secret: SecretRef
    #: How somebody is found the first time: by an e-mail the provider verified, or only as :func:`tie` said.
    link: Link = "email"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the provider says of who signed in, checked."""

    issuer: str
    subject: str
    #: Empty unless the provider says that it verified it.
    email: str = ""


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
    if link not in get_args(Link):
        # A user name is what people may give themselves at many a provider: it would hand them anybody's account.
        raise BadConfig(
            f"SIMPUL_OIDC_LINK is '{link}'",
            hint="email, or subject and then: simpul people tie USERNAME SUBJECT",
        )
    secret = SecretRef(file=file) if file else SecretRef(env="SIMPUL_OIDC_CLIENT_SECRET")
    return Provider(issuer=issuer.rstrip("/"), client_id=client, secret=secret, link=cast(Link, link))


def client_secret(known: Provider) -> str:
    """Its value, read now. BadConfig if it is not set."""
    return settings.secret(known.secret)


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
        linking.entered(conn, found)
        username = str(conn.execute(text(query("signin_linked")), named).one().username)
        audit.write(conn, audit.chain_of_actor(username), username, "oidc_link", {"person": username, "by": link})
        return found


def tie(engine: Engine, username: str, *, issuer: str, subject: str, actor: str) -> Words:
    """Tie an account to the provider's own number of a person; of one in use only a second person lets it happen.

    Raises:
        NotPossible: nobody of this name, nobody named who ties, a number that is taken.
    """
    actor, named = acting.person(actor), {"issuer": issuer, "subject": subject.strip()}
    with engine.begin() as conn:
        conn.execute(text(query("people_lock")))
        person = accounts.require(conn, username)
        row = conn.execute(text(query("signin_linked")), named).one_or_none()
        if not named["subject"] or (row is not None and row.id != person.id):
            raise words.TAKEN
        if changes.in_use(conn, person.id):
            return changes.propose(conn, "tie", person.username, actor=actor, reason="-", detail=named)
        linking.put_subject(conn, person_id=person.id, username=person.username, actor=actor, **named)
    return Words(id="Akun kota dikaitkan.", en="The city's account is tied.")


def _claimed(conn: Connection, claims: Claims, link: Link) -> int | None:
    if link != "email" or not claims.email:
        return None
    found = conn.execute(text(query("signin_claimed")), {"email": claims.email}).one_or_none()
    return int(found.id) if found is not None else None
