"""What the started console writes when its database refuses: no NIK, wherever one looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from lxml import html
from sqlalchemy import text

from tests.console.serving.started import Started, started

NIK = "1271036505909001"
OTHER = "1271036505909002"
WHY = {"purpose": "layanan", "reason": "warga datang ke kantor"}


@pytest.fixture(scope="module")
def console(repo: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Open to this machine."""
    with started(repo, database_url, tmp_path_factory.mktemp("written")) as found:
        yield found


@pytest.fixture(scope="module")
def browser(console: Started) -> requests.Session:
    """An administrator who may see everything."""
    username = console.person("ani", "case_officer", "approver", "operator", "auditor", "admin")
    session = requests.Session()
    session.headers["Cookie"] = console.enter(username).headers["Set-Cookie"].split(";")[0]
    return session


#: What each of these statements breaks, the next search for a citizen runs into.
BREAKING = {
    "a missing table": ("alter table mirror.penduduk rename to p_", "alter table mirror.p_ rename to penduduk"),
    "a missing column": (
        "alter table mirror.penduduk rename column nik to n_", "alter table mirror.penduduk rename column n_ to nik"
    ),
    "a row refused": (
        "alter table simpul.audit add constraint never check (false) not valid",
        "alter table simpul.audit drop constraint never",
    ),
    "a message with the value": (
        "create function simpul.refuse() returns trigger language plpgsql as"
        f" $$ begin raise exception 'ditolak untuk {NIK}' using detail = '{NIK}'; end $$;"
        " create trigger refuse before insert on simpul.audit for each row execute function simpul.refuse()",
        "drop function simpul.refuse() cascade",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKING)
def test_a_refusing_database_puts_no_nik_into_a_log(console: Started, browser: requests.Session, broken: str) -> None:
    """Whatever the database refuses, no log holds the number; the answer has it only in the form to be sent again."""
    breaking, mending = BREAKING[broken]
    form = browser.get(f"{console.address}/telusur", timeout=60)
    csrf = form.text.split('name="csrf" value="')[1].split('"')[0]
    with console.engine.begin() as conn:
        conn.execute(text(breaking))
    try:
        sent = {"csrf": csrf, "by": "nik", "number": NIK, **WHY}
        answer = browser.post(f"{console.address}/telusur", data=sent, timeout=60)
    finally:
        with console.engine.begin() as conn:
            conn.execute(text(mending))
    assert answer.status_code >= 500, answer.status_code
    tree = html.fromstring(answer.content)
    assert NIK not in tree.text_content()
    assert {one.get("type") for one in tree.xpath(f"//*[@*[contains(., '{NIK}')]]")} == {"hidden"}
    assert console.log.read_text("utf-8"), "the trouble was not written down at all"
    assert found(console, NIK) == []


def test_a_nul_in_a_form_puts_no_nik_into_a_log(console: Started, browser: requests.Session) -> None:
    """A value the database cannot take is not written down either."""
    form = browser.get(f"{console.address}/telusur", timeout=60)
    csrf = form.text.split('name="csrf" value="')[1].split('"')[0]
    browser.post(
        f"{console.address}/telusur",
        data={"csrf": csrf, "by": "permohonan", "number": f"{OTHER}\x00", **WHY},
        timeout=60,
    )
    assert found(console, OTHER) == []


def found(console: Started, number: str) -> list[str]:
    """Where a number stands in what the console wrote: its streams and its home, with anything between its digits."""
    loose = re.compile(r"[\W_]{0,3}".join(number).encode())
    return [
        str(file.relative_to(console.home))
        for file in sorted(console.home.rglob("*"))
        if file.is_file() and loose.search(file.read_bytes())
    ]
