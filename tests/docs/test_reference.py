"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simpul.config import feed_file, field_specs
from tools import reference

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: Where the options of `./run test` are told.
TESTING = ("run", "tests/conftest.py", "tests/journeys/conftest.py", "tests/store/conftest.py", "tools/mutants.py")
#: Named by the systems' own mappings, or by the continuous-integration machine; not settings of Simpul.
NOT_SETTINGS = re.compile(r"SIMPUL_(SIAK|APSP|SP4|DUKCAPIL|LOKET|UJI|LUAR|PUSKESMAS|SANDBOX_PARENT|ALERT)")


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    """`python -m tools.reference` would change nothing."""
    assert (reference.FOLDER / name).read_text("utf-8") == reference.PAGES[name]()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    """A relative link names a file that exists."""
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document: Path) -> None:
    """A `./run WORD` that a document tells people to type is a word of the command, with that option."""
    known = reference.commands() + "## demo\n## test\n"
    for words in re.findall(r"\./run ((?:[a-z]+ ?)+)", document.read_text("utf-8")):
        first = words.split()[0]
        assert re.search(rf"^## {first}\b", known, re.MULTILINE), f"{document.name}: ./run {words}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_in_a_document_exists(document: Path) -> None:
    """An option shown beside a command is an option of that command."""
    sections = dict(re.findall(r"^## ([a-z -]+)\n(.*?)(?=^## |\Z)", reference.commands(), re.MULTILINE | re.DOTALL))
    sections["test"] = "".join((ROOT / name).read_text("utf-8") for name in TESTING)
    for words, rest in re.findall(r"\./run ([a-z]+(?: [a-z][a-z-]+)*)([^\n`#]*)", document.read_text("utf-8")):
        section = next(filter(None, (sections.get(name) for name in _prefixes(words))), "")
        for option in re.findall(r"(?<!\w)--[a-z][a-z-]*", rest):
            assert option in section or option == "--help" or words.startswith("bench"), f"{words} {option}"


def _prefixes(words: str) -> list[str]:
    """``cases bulk undo``, ``cases bulk``, ``cases``: the longest that is a command names its options."""
    parts = words.split()
    return [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]


def test_every_setting_is_documented() -> None:
    """A SIMPUL_ variable that the code reads stands in the settings page, and the other way round."""
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    code = [*ROOT.glob("simpul/**/*.py"), *ROOT.glob("cli/*.py"), *ROOT.glob("dags/*.py"), ROOT / "run"]
    code += [*ROOT.glob("monitoring/*.py"), ROOT / "tests/conftest.py", *ROOT.glob("benchmarks/**/*.py")]
    used = set(re.findall(r"SIMPUL_[A-Z0-9_]+[A-Z]", "".join(path.read_text("utf-8") for path in code)))
    named = set(re.findall(r"`(SIMPUL_[A-Z0-9_]+)`", page))
    assert {name for name in used if not NOT_SETTINGS.match(name)} == named


def test_every_mapping_key_and_operation_is_documented() -> None:
    """The page on mappings names every key of a feed file and every operation."""
    page = (ROOT / "docs/reference/mappings.md").read_text("utf-8")
    for word in (*feed_file._FEED, *field_specs.OPERATIONS):
        assert re.search(rf"`{word}\b", page), word


def test_both_readmes_show_the_way_of_a_record() -> None:
    """Each carries the picture in its own language."""
    assert "way-of-a-record.en.svg" in (ROOT / "README.md").read_text("utf-8")
    assert "way-of-a-record.id.svg" in (ROOT / "README.id.md").read_text("utf-8")
