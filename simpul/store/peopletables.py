"""Tables of the people: units, persons, what they sign in with, their sessions and invitations."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from simpul.store import columns as col
from simpul.store.columns import metadata
from simpul.store.foureyes import another

#: What an account is called: it stands in audit lines, so it never looks like a number of the population.
USERNAME = "username ~ '^[a-z][a-z0-9._-]{1,39}$' and username !~ '[0-9]{16}'"
#: Roles :mod:`simpul.people.rights` knows.
_ROLES = "roles <@ array['viewer', 'operator', 'case_officer', 'approver', 'auditor', 'dpo', 'admin']"

#: A part of an office, with the kecamatan it answers for (none: the whole city).
unit = Table(
    "unit",
    metadata,
    Column("code", Text, primary_key=True),
    col.text("name"),
    col.text("office"),
    Column("kecamatan", ARRAY(Text), nullable=False, server_default="{}"),
    col.one_of("office", "WD", "DK", "PT", "SP", "IN", "KC"),
)

#: Somebody who may sign in. Who left keeps the row: audit lines speak of the username, so it is never given again.
person = Table(
    "person",
    metadata,
    col.ident(),
    col.text("username"),
    col.text("name"),
    Column("unit", Text, ForeignKey(unit.c.code), nullable=False),
    Column("roles", ARRAY(Text), nullable=False, server_default="{}"),
    #: argon2id; none: signs in by invitation or by the city's identity provider only.
    col.text("password", null=True),
    col.time("password_at"),
    col.number("failures", default=0),
    col.time("locked_until"),
    #: When the last of the failures was: they fade with time.
    col.time("failed_at"),
    col.text("language", default="id"),
    col.text("theme", default="system"),
    Column("shortcuts", Boolean, nullable=False, server_default="true"),
    col.time("last_seen_at"),
    col.time("previous_visit_at"),
    #: Who this is for the identity provider; filled in at the first sign-in through it.
    col.text("issuer", null=True),
    col.text("subject", null=True),
    col.text("email", null=True),
    col.text("added_by"),
    col.time("added_at", null=False),
    col.time("ended_at"),
    col.text("ended_by", null=True),
    #: Another account of the same person.
    Column("same_as", Text, ForeignKey("simpul.person.username")),
    #: The address however it is written: two accounts of one mailbox are one person.
    Column("mailbox", Text, Computed("simpul.mailbox(email)", persisted=True)),
    UniqueConstraint("username", name="username_once"),
    UniqueConstraint("issuer", "subject", name="subject_once"),
    CheckConstraint(USERNAME, name="username_plain"),
    CheckConstraint(_ROLES, name="roles_known"),
    CheckConstraint("btrim(name) <> ''", name="name_given"),
    CheckConstraint("(issuer is null) = (subject is null)", name="issuer_with_subject"),
    col.one_of("language", "id", "en"),
    col.one_of("theme", "system", "light", "dark"),
    #: Asked for an address, a provider names one person.
    Index("person_email", sql("lower(email)"), unique=True, postgresql_where=sql("email is not null")),
    Index("person_mailbox", "mailbox", postgresql_where=sql("mailbox is not null")),
    Index("person_same_as", "same_as", postgresql_where=sql("same_as is not null")),
    CheckConstraint("same_as <> username", name="same_as_another"),
)

#: Which user of the server's operating system acts as which account; accounts of one such user are one person.
os_account = Table(
    "os_account",
    metadata,
    col.ident(),
    col.text("os_user"),
    Column("username", Text, ForeignKey(person.c.username), nullable=False),
    col.text("bound_by"),
    col.time("bound_at", null=False),
    col.time("ended_at"),
    CheckConstraint("btrim(os_user) <> ''", name="os_user_given"),
    Index("os_account_once", "os_user", "username", unique=True, postgresql_where=sql("ended_at is null")),
    Index("os_account_username", "username"),
)

#: A browser that is signed in. Of its random token only the digest is here: who reads the table cannot take it over.
session = Table(
    "session",
    metadata,
    col.ident(),
    col.ref("person_id", person),
    Column("digest", LargeBinary, nullable=False),
    col.text("agent", default=""),
    col.time("started_at", null=False),
    col.time("last_seen_at", null=False),
    col.time("expires_at", null=False),
    col.time("ended_at"),
    col.text("ended_because", null=True),
    UniqueConstraint("digest", name="session_digest"),
    Index("session_open", "person_id", postgresql_where=sql("ended_at is null")),
)

#: A link that sets a password, once.
invitation = Table(
    "invitation",
    metadata,
    col.ident(),
    col.ref("person_id", person),
    Column("digest", LargeBinary, nullable=False),
    col.text("made_by"),
    col.time("made_at", null=False),
    col.time("expires_at", null=False),
    col.time("used_at"),
    col.time("ended_at"),
    UniqueConstraint("digest", name="invitation_digest"),
    Index("invitation_open", "person_id", postgresql_where=sql("used_at is null and ended_at is null")),
)

#: Failed sign-ins from one address since a moment; rows of yesterday are removed.
signin_address = Table(
    "signin_address",
    metadata,
    Column("address", Text, primary_key=True),
    col.time("since", null=False),
    Column("failures", Integer, nullable=False, server_default="0"),
)

#: Failed and proved sign-ins of one person from one address; what is older than three months is removed.
signin_pair = Table(
    "signin_pair",
    metadata,
    Column("person_id", BigInteger, ForeignKey(person.c.id), primary_key=True),
    Column("address", Text, primary_key=True),
    col.number("failures", default=0),
    col.time("failed_at"),
    col.time("locked_until"),
    #: When they last signed in from there: other people's guessing does not keep them out there.
    col.time("proved_at"),
)

#: Access to an account that a second person must approve; ``server``: what was done without one, from the server.
account_change = Table(
    "account_change",
    metadata,
    col.ident(),
    col.text("kind"),
    Column("username", Text, ForeignKey(person.c.username), nullable=False),
    #: The roles wanted, the operating-system user, the address, or issuer and number at the provider.
    col.json("detail", default="{}"),
    col.text("reason"),
    col.text("actor"),
    col.time("made_at", null=False),
    col.text("approved_by", null=True),
    col.time("approved_at"),
    col.text("refused_by", null=True),
    col.time("refused_at"),
    col.text("refusal", null=True),
    col.time("used_at"),
    col.one_of("kind", "invite", "roles", "bind", "email", "tie", "server"),
    another("approved_by", "actor"),
    CheckConstraint("approved_by is null or lower(btrim(approved_by)) <> username", name="approver_is_not_meant"),
    CheckConstraint("refused_by is null or btrim(coalesce(refusal, '')) <> ''", name="refusal_has_reason"),
    CheckConstraint("approved_by is null or refused_by is null", name="approved_or_refused"),
    CheckConstraint("used_at is null or approved_by is not null", name="used_by_two"),
    Index(
        "account_change_waiting", "username", "kind", unique=True,
        postgresql_where=sql("approved_by is null and refused_by is null and kind <> 'server'"),
    ),
    Index("account_change_of", "username", "made_at"),
)  # fmt: skip
