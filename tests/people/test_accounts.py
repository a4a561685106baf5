"""Accounts: what is refused, what is kept, and that an administrator always remains."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.core.texts import people as words
from simpul.people import accounts, passwords, units
from simpul.store import audit
from tests.people.conftest import PASSWORD, Add


def test_units_are_the_offices_and_the_kecamatan(own_engine: Engine, repo: Path) -> None:
    """A new database knows the city's offices and one unit for each kecamatan of the code list."""
    known = accounts.units(own_engine)
    with (repo / "schemas/kode/kecamatan.csv").open(encoding="utf-8") as file:
        codes = [line["kode"] for line in csv.DictReader(file)]
    assert [unit.code for unit in known[:5]] == ["WD", "DK", "PT", "SP", "IN"]
    assert [unit.kecamatan for unit in known[5:]] == [(code,) for code in codes]


def test_one_person_per_name_however_typed(own_engine: Engine, add: Add) -> None:
    """A username is one person's whatever its capitals."""
    add("budi", "viewer")
    with pytest.raises(NotPossible) as refused:
        accounts.add(own_engine, username=" BUDI ", name="Lain", unit="WD", roles=("viewer",), actor="root")
    assert isinstance(refused.value, words.TAKEN)
    found = accounts.by_username(own_engine, "Budi")
    assert found is not None and found.username == "budi"


@pytest.mark.parametrize("username", ["", "b", "1budi", "budi ani", "budi@medan", "a" * 41, "b1271014101900001"])
def test_names_that_are_refused(own_engine: Engine, username: str) -> None:
    """A username is short, plain and never a population number."""
    with pytest.raises(NotPossible):
        accounts.add(own_engine, username=username, name="Budi", unit="WD", roles=("viewer",), actor="root")


def test_the_last_administrator_stays(own_engine: Engine, add: Add) -> None:
    """Nobody can leave the hub without an administrator."""
    add("ana", "admin")
    with pytest.raises(NotPossible) as refused:
        accounts.change_roles(own_engine, "ana", ["viewer"], actor="root")
    assert isinstance(refused.value, words.LAST_ADMIN)
    add("beni", "admin")
    accounts.change_roles(own_engine, "ana", ["viewer"], actor="beni")


def test_nobody_changes_their_own_roles(own_engine: Engine, add: Add) -> None:
    """An administrator cannot give themselves a role, nor move themselves to another unit."""
    add("ana", "admin")
    for attempt in (
        lambda: accounts.change_roles(own_engine, "ana", ["admin", "approver"], actor="Ana"),
        lambda: accounts.move(own_engine, "ana", "IN", actor="ana"),
    ):
        with pytest.raises(NotPossible) as refused:
            attempt()
        assert isinstance(refused.value, words.OWN_ROLES)


def test_every_act_is_in_the_chain_of_who_did_it(own_engine: Engine, add: Add) -> None:
    """Adding and changing people stands in the actor's audit chain, which stays whole."""
    add("ana", "admin")
    add("budi", "viewer")
    accounts.change_roles(own_engine, "budi", ["operator"], actor="ana")
    accounts.unlock(own_engine, "budi", actor="ana")
    with own_engine.connect() as conn:
        asked = {"chain": audit.chain_of_actor("ana")}
        acts = conn.execute(text("select act from simpul.audit where chain = :chain order by seq"), asked).scalars()
        assert list(acts) == ["person_roles", "person_unlock"]
        assert audit.verify(conn, audit.chain_of_actor("ana")).ok


def test_passwords_are_kept_as_argon2id(own_engine: Engine, add: Add) -> None:
    """What is kept of a password is an argon2id hash, another one for each person."""
    add("ana")
    add("budi")
    with own_engine.connect() as conn:
        kept = conn.execute(text("select password from simpul.person")).scalars().all()
    assert all(str(one).startswith("$argon2id$") for one in kept) and len(set(kept)) == 2
    assert passwords.fits(kept[0], PASSWORD)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("sebelas-kar", passwords.TOO_SHORT),
        ("x" * 257, passwords.TOO_LONG),
        ("budi.santoso1", passwords.LIKE_USERNAME),
        ("password1234", passwords.COMMON),
        ("P4ssw0rd2026!", None),
        ("indonesia2026!", passwords.COMMON),
        ("bismillah12345", passwords.COMMON),
        ("123456789012", passwords.COMMON),
        ("aaaaaaaaaaaaaa", passwords.COMMON),
        ("kuda baterai benar staples", None),
        ("半角文字でも良い合言葉です", None),
    ],
)
def test_passwords_are_long_not_complicated(password: str, refusal: type[NotPossible] | None) -> None:
    """Length counts; what everybody tries first is refused, no mix of characters is asked for."""
    if refusal is None:
        passwords.require(password, "budi.santoso")
        return
    with pytest.raises(NotPossible) as refused:
        passwords.require(password, "budi.santoso")
    assert isinstance(refused.value, refusal)


def test_preferences_are_kept(own_engine: Engine, add: Add) -> None:
    """Name, language, theme and shortcuts are the person's own to choose."""
    person = add("ana")
    accounts.prefer(own_engine, person, name="Ana Lubis", language="en", theme="dark", shortcuts=False)
    found = accounts.by_username(own_engine, "ana")
    assert found is not None
    assert (found.name, found.language, found.theme, found.shortcuts) == ("Ana Lubis", "en", "dark", False)
    with pytest.raises(NotPossible):
        accounts.prefer(own_engine, person, name="Ana", language="jv", theme="dark", shortcuts=True)


@pytest.mark.parametrize(
    ("unit", "refusal"),
    [
        ({"code": "kc 1"}, units.BAD_CODE),
        ({"name": " "}, units.BAD_CODE),
        ({"office": "XX"}, units.BAD_OFFICE),
        ({"kecamatan": ()}, units.BAD_KECAMATAN),
        ({"kecamatan": ("12712",)}, units.BAD_KECAMATAN),
    ],
)
def test_units_that_are_refused(own_engine: Engine, unit: dict[str, Any], refusal: type[NotPossible]) -> None:
    """A unit has a code, a name, an office of the city; a kecamatan office at least one kecamatan."""
    usual = {"code": "KC-127122", "name": "Kantor", "office": "KC", "kecamatan": ("127122",), "actor": "root"}
    with pytest.raises(NotPossible) as refused:
        units.put(own_engine, **{**usual, **unit})
    assert isinstance(refused.value, refusal)


def test_a_unit_that_changes_changes_what_its_people_see(own_engine: Engine, add: Add) -> None:
    """A kecamatan that is divided: its office answers for both parts from then on."""
    add("ana", unit="KC-127109")
    units.put(own_engine, code="kc-127109", name="Amplas", office="KC", kecamatan=("127109", "127122"), actor="root")
    found = accounts.by_username(own_engine, "ana")
    assert found is not None and found.scope.kecamatan == ("127109", "127122")
