"""What rules find becomes cases: found from what changed as from everything, held, remembered, decided, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.compare.comparison import compare
from simpul.compare.rules import admin
from simpul.core import clock
from simpul.core.errors import BadConfig
from simpul.testing.ruling import Ruled, write

SITI, BUDI = "1271095010909001", "1271091010909002"
FAMILY = "1271090101900001"

DEAD = """select
    s.subject_id, p.key, null::timestamptz as next_at,
    jsonb_build_object('nama', p.nama_lengkap, 'nik', p.nik, 'kecamatan', p.kode_kelurahan) as evidence
from scope as s
inner join rule.penduduk as p on p.nik = s.subject_id and p.system = 'siak'
where p.status_hidup = 'mati'"""

#: An open application of somebody who died: woken by the person.
APPLIED = """select
    s.subject_id, a.key, jsonb_build_object('tahap', a.tahap) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.permohonan as a on a.nomor_permohonan = s.subject_id
inner join rule.penduduk as p on p.nik = a.nik and p.system = 'siak'
where p.status_hidup = 'mati' and a.tahap <> 'DISERAHKAN'"""
WOKEN = "select a.nomor_permohonan as subject_id from changed as c inner join rule.permohonan as a on a.nik = c.key"

#: A family without exactly one head among its members.
HEADS = """select
    s.subject_id, k.key, jsonb_build_object('kepala', coalesce(m.heads, 0)) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.keluarga as k on k.no_kk = s.subject_id
left join lateral (
    select count(*) as members, count(*) filter (where p.hubungan_keluarga = 'kepala_keluarga') as heads
    from rule.penduduk as p where p.no_kk = k.no_kk and p.system = 'siak' and p.status_hidup = 'hidup'
) as m on true
where m.members > 0 and m.heads <> 1"""

#: One NIK at two applicants; the case is about the later one.
TWICE = """select
    s.subject_id, later.key, jsonb_build_object('lain', first.nama_lengkap) as evidence, null::timestamptz as next_at
from scope as s
inner join rule.penduduk as first on first.nik = s.subject_id and first.system = 'apsp'
inner join rule.penduduk as later on later.nik = s.subject_id and later.system = 'apsp' and later.key > first.key
where later.nama_lengkap <> first.nama_lengkap"""


def _files(folder: Path) -> None:
    write(folder, "mati", DEAD)
    write(
        folder, "permohonan_mati", APPLIED, subject="permohonan", record="apsp.permohonan",
        needs="apsp.permohonan, siak.penduduk", wakes="penduduk", wakes_sql=WOKEN,
    )  # fmt: skip
    write(folder, "kepala", HEADS, subject="keluarga", record="siak.keluarga", needs="siak.keluarga, siak.penduduk")
    write(folder, "dua_orang", TWICE, record="apsp.pemohon", needs="apsp.pemohon")


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Ruled:
    """An empty city with one rule, its baseline over."""
    made = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD)
    made.settle()
    return made


def _person(nik: str, **changes: Any) -> dict[str, Any]:
    return {"key": nik, "nik": nik, "nama_lengkap": "SITI", "status_hidup": "mati", **changes}


def _one(world: Ruled) -> dict[str, Any]:
    (case,) = world.cases()
    return case


def _change(world: Ruled, rng: Random) -> None:
    """One change somewhere in a city of six people, three families, five applications and four applicants."""
    nik, kk = f"12710910109090{rng.randrange(6):02}", f"12710901019000{rng.randrange(1, 4):02}"
    number = f"503/00000{rng.randrange(5)}/KTP/2026"
    person = {
        "no_kk": kk, "status_hidup": rng.choice(("hidup", "mati")), "nama_lengkap": rng.choice("AB"),
        "hubungan_keluarga": rng.choice(("kepala_keluarga", "anak")), "deleted": rng.random() < 0.15,
    }  # fmt: skip
    application = {"nomor_permohonan": number, "nik": nik, "tahap": rng.choice(("DIPROSES", "DISERAHKAN"))}
    feed, record = rng.choice(
        [
            ("siak.penduduk", {"key": nik, "nik": nik, **person}),
            ("siak.penduduk", {"key": nik, "nik": nik, **person}),
            ("siak.keluarga", {"key": kk, "no_kk": kk, "deleted": rng.random() < 0.3}),
            ("apsp.permohonan", {"key": number, **application, "deleted": rng.random() < 0.2}),
            ("apsp.pemohon", {"key": f"P-{rng.randrange(4)}", "nik": nik, "nama_lengkap": rng.choice("AB")}),
        ]
    )
    world.pull(feed, record)


@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.slow) for more in range(1, 10))])
def test_what_changed_tells_what_everything_tells(engine: Engine, tmp_path: Path, seed: int) -> None:
    """After any changes, comparing what changed leaves open exactly what one run over everything finds."""
    rng = Random(seed)
    world = Ruled.on(engine, tmp_path)
    _files(tmp_path)
    seen = 0
    for _ in range(6):
        for _ in range(rng.randrange(2, 8)):
            _change(world, rng)
        world.compare(chunk=rng.choice((2, 5, 100)))
        assert world.open() == world.full()
        seen += len(world.open())
    assert seen
    assert world.rows("select * from simpul.dirty where subject_kind in ('keluarga', 'lokasi')") == []


def test_a_new_rule_observes(engine: Engine, tmp_path: Path) -> None:
    """What its first run finds is a baseline without due date; what comes later is not."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD, due="3 HK", severity="critical", owner="KC")
    world.pull("siak.penduduk", _person(SITI, kode_kelurahan="1271091001"))
    result = world.compare()
    assert (result.rules.opened, result.opened) == (1, 0)
    case = _one(world)
    assert case["observing"] and case["due_at"] is None
    told = ("kind", "feed", "authority_feed", "record_key", "field", "cause", "severity", "owner", "kecamatan")
    assert [case[name] for name in told] == [
        "rule", "siak.penduduk", "siak.penduduk", SITI, "aturan mati", "aturan mati", "critical", "KC", "127109"
    ]  # fmt: skip
    world.now("2026-03-17T10:00+07:00")
    world.pull("siak.penduduk", _person(BUDI))
    world.compare()
    later = world.cases()[1]
    assert not later["observing"] and later["due_at"].isoformat() == "2026-03-27T17:00:00+00:00"


def test_numbers_of_people_are_masked_in_what_was_seen(world: Ruled) -> None:
    """A rule may put a NIK into its evidence; the case holds it masked."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    assert _one(world)["facts"] == {"nama": "SITI", "nik": "127109••••••9001", "kecamatan": None}


def test_a_changed_file_observes_again(world: Ruled) -> None:
    """A new revision looks at the whole city once, as a baseline; what stood open stays as it was."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    world.pull("siak.penduduk", _person(BUDI, status_hidup="hidup"))
    write(world.folder, "mati", DEAD.replace("where p.status_hidup = 'mati'", "where true"), owner="KC")
    world.compare()
    assert [(case["record_key"], case["observing"], case["owner"], case["version"]) for case in world.cases()] == [
        (SITI, False, "KC", 1),
        (BUDI, True, "KC", 1),
    ]


def test_a_finding_heals_and_comes_back(world: Ruled) -> None:
    """Gone, the case closes by itself; back, the same case is open again."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    assert world.compare().rules.closed == 1
    assert (_one(world)["state"], _one(world)["closed_because"]) == ("closed", "healed")
    world.pull("siak.penduduk", _person(SITI))
    assert world.compare().rules.returned == 1
    case = _one(world)
    assert (case["state"], case["reopened"], case["closed_at"], case["closed_because"]) == ("reopened", 1, None, None)


def test_only_another_finding_is_another_version(world: Ruled) -> None:
    """A change that leaves what the rule saw as it was leaves the case alone; another sight makes a new version."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    before = _one(world)
    world.pull("siak.penduduk", _person(SITI, tempat_lahir="BINJAI"))
    assert world.compare().rules.changed == 0
    assert _one(world) == before
    world.pull("siak.penduduk", _person(SITI, nama_lengkap="SITI AMINAH"))
    assert world.compare().rules.changed == 1
    assert (_one(world)["version"], _one(world)["facts"]["nama"]) == (2, "SITI AMINAH")


def _decide(world: Ruled, choice: str) -> None:
    world.do(
        "with d as (insert into simpul.decision (case_id, case_version, field, choice, reason, actor, not_before)"
        " select id, version, field, :choice, 'sudah', 'ani', clock_timestamp() from simpul.cases"
        " where closed_at is null returning case_id)"
        " update simpul.cases set state = 'decided' from d where id = case_id",
        choice=choice,
    )


def test_said_to_be_put_right_and_still_there(world: Ruled) -> None:
    """A decided case stands until data comes: gone, it is verified; still there, it is open again."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    _decide(world, "other")
    world.do(
        "insert into simpul.dirty (subject_kind, subject_key, reason) values ('penduduk', :n, 'keputusan')", n=SITI
    )
    world.compare()
    assert _one(world)["state"] == "decided"
    world.pull("siak.penduduk", _person(SITI, tempat_lahir="BINJAI"))
    assert world.compare().rules.returned == 1
    assert (_one(world)["state"], _one(world)["evidence"]) == ("reopened", "masih terlihat pada data terbaru")
    _decide(world, "other")
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    world.compare()
    assert (_one(world)["state"], _one(world)["closed_because"]) == ("closed", "verified")


def test_an_office_that_answered_done_is_believed_until_data_comes(world: Ruled) -> None:
    """A request for correction waits whatever comes; once its office says done, data that still shows it reopens."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    _decide(world, "correct")
    world.pull("siak.penduduk", _person(SITI, tempat_lahir="BINJAI"))
    world.compare()
    assert _one(world)["state"] == "decided"
    world.do(
        "insert into simpul.correction (case_id, decision_id, office, made_by, state, answered_at)"
        " select case_id, id, 'DK', 'ani', 'done', clock_timestamp() from simpul.decision"
    )
    world.pull("siak.penduduk", _person(SITI, tempat_lahir="MEDAN"))
    world.compare()
    assert _one(world)["state"] == "reopened"


def test_what_was_accepted_stays_closed_until_its_day(world: Ruled) -> None:
    """A known difference is left alone while it is the same and its day has not passed, and comes back after it."""
    world.now("2026-06-02T09:00+07:00")
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    world.do(
        "update simpul.cases set state = 'closed', closed_at = clock_timestamp(), closed_because = 'accepted',"
        " accepted_until = :day",
        day=date(2026, 6, 10),
    )
    states: list[str] = []
    for moment, change in (
        ("2026-06-03", {"tempat_lahir": "BINJAI"}),
        ("2026-06-10", {"tempat_lahir": "LUBUK PAKAM"}),
        ("2026-06-11", {"tempat_lahir": "STABAT"}),
    ):
        world.now(f"{moment}T09:00+07:00")
        world.pull("siak.penduduk", _person(SITI, **change))
        world.compare()
        states.append(_one(world)["state"])
    assert states == ["closed", "closed", "reopened"]


def test_what_was_accepted_comes_back_when_it_is_another(world: Ruled) -> None:
    """Another finding about an accepted record was accepted by nobody."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    world.do(
        "update simpul.cases set state = 'closed', closed_at = clock_timestamp(), closed_because = 'accepted',"
        " accepted_until = :day",
        day=clock.today() + timedelta(days=30),
    )
    world.pull("siak.penduduk", _person(SITI, nama_lengkap="SITI AMINAH"))
    world.compare()
    assert (_one(world)["state"], _one(world)["accepted_until"]) == ("reopened", None)


@pytest.mark.parametrize("trouble", ["last_success_at = clock_timestamp() - interval '40 days'", "full_pass_at = null"])
def test_a_source_that_is_down_opens_and_closes_nothing(engine: Engine, tmp_path: Path, trouble: str) -> None:
    """While a feed a rule needs is stale or incomplete its cases stand; what changed meanwhile is looked at after."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD, needs="apsp.permohonan")
    world.compare()
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    world.do(f"update simpul.cursor set {trouble} where feed = 'apsp.permohonan'")
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"), _person(BUDI))
    result = world.compare()
    assert [name for name, _ in result.rules_held] == ["mati"] and "APSP" in result.rules_held[0][1].id
    assert set(world.open()) == {("mati", SITI, SITI)}
    world.read("apsp.permohonan")
    world.compare()
    assert set(world.open()) == {("mati", BUDI, BUDI)}
    assert world.open() == world.full()
    assert world.rows("select * from simpul.rule_due") == []


def test_a_rule_that_never_ran_waits_for_its_feeds(engine: Engine, tmp_path: Path) -> None:
    """A new rule whose feeds are not complete neither runs nor observes nor remembers."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD)
    world.do("delete from simpul.cursor where feed = 'siak.penduduk'")
    world.do("insert into simpul.dirty (subject_kind, subject_key, reason) values ('penduduk', :n, 'tiba')", n=SITI)
    assert world.compare().rules_held
    assert world.rows("select * from simpul.pairing where feed like 'rule:%'") == []
    assert world.rows("select * from simpul.rule_due") == []


def test_what_wakes_a_rule_is_seen_in_the_same_comparison(engine: Engine, tmp_path: Path) -> None:
    """A person's death opens the case of an application nobody touched, at once."""
    world = Ruled.on(engine, tmp_path)
    _files(tmp_path)
    number = "503/000123/KTP/2026"
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    world.pull("apsp.permohonan", {"key": number, "nomor_permohonan": number, "nik": SITI, "tahap": "DIPROSES"})
    world.compare()
    assert world.open() == {}
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    assert ("permohonan_mati", number, number) in world.open()
    world.pull("siak.penduduk", _person(SITI, status_hidup="hidup"))
    world.compare()
    assert world.open() == {}


def test_a_rule_that_is_gone_leaves_nothing_waiting(world: Ruled) -> None:
    """When its file is removed its cases close; when it only annotates now, too."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    write(world.folder, "mati", DEAD, severity="info")
    world.compare()
    assert _one(world)["closed_because"] == "gone"
    write(world.folder, "mati", DEAD)
    world.compare()
    assert _one(world)["state"] == "reopened"
    (world.folder / "mati.sql").unlink()
    world.compare()
    assert _one(world)["closed_because"] == "gone"
    assert world.rows("select * from simpul.pairing where feed like 'rule:%'") == []


def test_a_broken_file_is_not_a_file_that_is_gone(world: Ruled) -> None:
    """A mistake in a rule's file stops the rule and leaves its cases standing."""
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    write(world.folder, "mati", DEAD, owner="XX")
    result = compare(world.engine, world.city, rules=world.folder)
    assert [name for name, _ in result.rules_failed] == ["mati"]
    assert set(world.open()) == {("mati", SITI, SITI)}


def test_without_rules_nothing_is_different(engine: Engine, tmp_path: Path) -> None:
    """A city without rules keeps no marks for kinds of subjects that only rules look at."""
    world = Ruled.on(engine, tmp_path)
    world.pull("siak.penduduk", _person(SITI, no_kk=FAMILY))
    result = world.compare()
    assert (result.rules.opened, result.rules_held, world.cases()) == (0, (), [])
    assert world.rows("select * from simpul.dirty where subject_kind = 'keluarga'") == []


def test_a_dry_run_counts_and_writes_nothing(world: Ruled) -> None:
    """It says how many it would find, shows at most twenty of them masked, and leaves no trace."""
    people = [_person(f"12710950109090{number:02}") for number in range(1, 31)]
    world.pull("siak.penduduk", *people)
    tried = admin.dry_run(world.engine, world.city, world.folder / "mati.sql")
    assert (tried.count, len(tried.samples), tried.held) == (30, 20, None)
    assert all("••••••" in one.subject and "••••••" in one.record for one in tried.samples)
    assert world.cases() == []


def test_one_rule_now(world: Ruled) -> None:
    """Run by name it looks at everything and writes its cases, with a run to show for it."""
    world.pull("siak.penduduk", _person(SITI))
    counts = admin.run(world.engine, world.city, "mati", world.folder)
    assert counts.opened == 1 and not _one(world)["observing"]
    assert world.rows("select state from simpul.run where kind = 'rules'") == [{"state": "done"}]
    world.do("update simpul.cursor set full_pass_at = null where feed = 'siak.penduduk'")
    with pytest.raises(BadConfig, match="cannot run now"):
        admin.run(world.engine, world.city, "mati", world.folder)


def test_a_mistaken_key_is_one_case(engine: Engine, tmp_path: Path) -> None:
    """A rule that finds one record twice has one case, the same one whatever order the rows come in."""
    world = Ruled.on(engine, tmp_path)
    write(tmp_path, "mati", DEAD.replace("from scope as s", "from (select * from scope union all table scope) as s"))
    world.pull("siak.penduduk", _person(SITI))
    world.compare()
    assert len(world.cases()) == 1
