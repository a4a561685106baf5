"""Every adapter keeps every law that applies to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simpul.testing import contract
from tests.adapters import counters, subjects


@pytest.mark.parametrize(
    "law", contract.laws("wire", "http", "write", "idempotent", "probe", "loop"), ids=contract.name
)
def test_rest_keeps_the_law(law: contract.Law) -> None:
    """REST with OAuth2, shifting offsets and idempotent writes."""
    with subjects.rest() as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("wire", "http", "write", "probe", "loop"), ids=contract.name)
def test_sp4_keeps_the_law(law: contract.Law) -> None:
    """REST with secret headers, pages by time, writes without idempotency."""
    with subjects.sp4() as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("wire", "http"), ids=contract.name)
def test_followups_keep_the_law(law: contract.Law) -> None:
    """One listing per parent row, some parents gone."""
    with subjects.sp4_followups() as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("wire", "http", "loop"), ids=contract.name)
def test_soap_keeps_the_law(law: contract.Law) -> None:
    """SOAP with a WS-Security login."""
    with subjects.soap() as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("wire", "http", "write", "idempotent"), ids=contract.name)
def test_dukcapil_keeps_the_law(law: contract.Law) -> None:
    """One verification per parent row, content that is recognised when sent again."""
    with subjects.dukcapil() as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("wire"), ids=contract.name)
def test_sql_keeps_the_law(law: contract.Law, database_url: str) -> None:
    """A view in PostgreSQL, several rows of equal time."""
    with subjects.sql(database_url) as subject:
        law(subject)


@pytest.mark.parametrize("law", contract.laws("write", "idempotent"), ids=contract.name)
def test_files_keep_the_law(law: contract.Law, tmp_path: Path) -> None:
    """CSV lists in a folder."""
    with counters.files(tmp_path) as subject:
        law(subject)
