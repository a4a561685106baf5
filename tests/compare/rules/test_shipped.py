"""Every shipped rule is planted and found, leaves its near-misses alone, heals, comes back, and says what it saw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from simpul.compare.rules import execute as rulerun
from simpul.compare.rules import file
from simpul.compare.rules.file import RuleFile
from simpul.config import settings
from simpul.core.i18n import Words
from simpul.testing.ruling import Ruled
from tests.compare.rules import applications, cards, complaints, counters, registry
from tests.compare.rules.planting import Planted
from tests.compare.rules.story import Story, tell

THEMES = {
    "applications": applications.PLANTED,
    "cards": cards.PLANTED,
    "complaints": complaints.PLANTED,
    "counters": counters.PLANTED,
    "registry": registry.PLANTED,
}
RULES = {rule.name: rule for rule in file.load()}
#: (theme, rule), each once.
CAST = sorted({(theme, planted.rule) for theme, all_of in THEMES.items() for planted in all_of})


def _planted(theme: str, rule: str) -> list[Planted]:
    return [one for one in THEMES[theme] if one.rule == rule]


@pytest.fixture(scope="module")
def told() -> dict[str, Story]:
    return {}


@pytest.fixture
def story(told: dict[str, Story], engine: Engine, tmp_path: Path, theme: str) -> Story:
    """The theme's story, told once."""
    if theme not in told:
        told[theme] = Story()
        told[theme] = tell(engine, tmp_path, THEMES[theme])
    return told[theme]


@pytest.mark.parametrize(("theme", "rule"), CAST)
def test_a_planted_fault_is_found_and_its_near_misses_are_not(story: Story, theme: str, rule: str) -> None:
    """Beside its near-misses the rule finds nothing; when the faults come it finds them and nothing else."""
    assert story.keys("before", RULES[rule]) | story.keys("near", RULES[rule]) == set()
    assert story.keys("planted", RULES[rule]) == {one.key for one in _planted(theme, rule)}


@pytest.mark.parametrize(("theme", "rule"), CAST)
def test_a_fault_heals_and_comes_back(story: Story, theme: str, rule: str) -> None:
    """A case closes when what was wrong is put right, also where another record was, and returns with the fault."""
    assert story.keys("healed", RULES[rule]) == set()
    assert story.keys("back", RULES[rule]) == {one.key for one in _planted(theme, rule)}


@pytest.mark.parametrize(("theme", "rule"), CAST)
def test_what_time_alone_makes_true_is_found(story: Story, theme: str, rule: str) -> None:
    """A month later, with nothing changed, the faults are still there and the ripe near-misses beside them."""
    ripe = {key for one in _planted(theme, rule) for key in one.ripens}
    assert {one.key for one in _planted(theme, rule)} | ripe <= story.keys("later", RULES[rule])


@pytest.mark.parametrize(("theme", "rule"), CAST)
def test_looking_at_what_changed_finds_what_a_full_run_finds(story: Story, theme: str, rule: str) -> None:
    """At every step the open cases are those of a full run, evidence included."""
    if RULES[rule].annotates:
        assert all(name != rule for step in story.open.values() for name, _, _ in step)
        return
    for step, seen in story.open.items():
        whole = {found: facts for found, facts in story.full[step].items() if found[0] == rule}
        assert {found: facts for found, facts in seen.items() if found[0] == rule} == whole, step


@pytest.mark.parametrize(("theme", "rule"), CAST)
def test_a_sentence_has_its_words(story: Story, theme: str, rule: str) -> None:
    """Both sentences are filled from the evidence, in words and not in codes; no NIK or family card number is in it."""
    for planted in _planted(theme, rule):
        facts = next(
            seen for (name, _, key), seen in story.full["planted"].items() if (name, key) == (rule, planted.key)
        )
        said = RULES[rule].told(facts)
        assert "{" not in said.id + said.en
        assert not re.search(r"—|[A-Za-z]_[A-Za-z]", said.id + said.en), said
        assert not re.search(r"\d{12}", str(facts)), facts


def test_every_shipped_rule_is_planted() -> None:
    """The planted faults name every file of rules/, and no other."""
    assert {rule for _, rule in CAST} == {path.stem for path in file.SHIPPED.glob("*.sql")}


@pytest.mark.parametrize("rule", sorted(RULES.values(), key=lambda rule: rule.name), ids=lambda rule: rule.name)
def test_a_shipped_rule_is_right(engine: Engine, rule: RuleFile) -> None:
    """The server takes it, its feeds exist, and both languages say the same number of things to do."""
    with engine.begin() as conn:
        rulerun.tables(conn)
        rulerun.check(conn, rule)
    assert set(rule.needs) <= set(settings.load([settings.SHIPPED]).feeds)
    advice = rule.advise()
    assert _sentences(advice.id) == _sentences(advice.en)


def _sentences(words: str) -> int:
    return words.count(". ") + 1


def test_words_of_officers_are_plain() -> None:
    """No rule speaks of tables, keys or codes of ours, and Indonesian and English differ."""
    for rule in RULES.values():
        for words in (rule.heading(), rule.advise(), Words(id=rule.kalimat, en=rule.sentence)):
            assert words.id != words.en
            assert not re.search(r"\b(null|record|key|jsonb|rule)\b", words.id), rule.name


_CROWD = """
insert into mirror.penduduk (
    system, key, tanggal_lahir, nama_ibu, observed_at, mapping_revision, page_id, row_no, run_id, digest
)
select 'siak', i, date '1990-01-01' + i % 300, 'IBU ' || i, now(), '', 1, 1, 1, '' from generate_series(1, 6000) as i
"""


def test_residents_of_one_mother_are_looked_up_by_an_index(engine: Engine) -> None:
    """The rule about two NIKs says day and mother in the words of the index, so that a change costs no scan."""
    with engine.connect() as conn:
        rulerun.tables(conn)
        conn.execute(text(_CROWD))
        conn.execute(text("insert into changed values ('penduduk', '1')"))
        for table in ("mirror.penduduk", "changed"):
            conn.execute(text(f"analyze {table}"))
        plan = "\n".join(conn.execute(text(f"explain {RULES['satu_orang_dua_nik'].wakes_sql}")).scalars())
    assert re.search(r"Index Cond: \(\(tanggal_lahir = .* AND \(upper\(translate\(nama_ibu", plan), plan


def test_nothing_is_found_in_an_empty_city(engine: Engine, tmp_path: Path) -> None:
    """No rule invents anything."""
    here = Ruled.on(engine, tmp_path, *RULES)
    here.compare()
    assert (here.full(), here.cases()) == ({}, [])
