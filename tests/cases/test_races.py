"""Two people at one case at the same moment, each in a thread and a connection of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from simpul.cases import cases
from simpul.cases.cases import Decided
from simpul.core.errors import NotPossible
from simpul.core.texts import cases as words
from simpul.testing.town import Town

Decide = Callable[..., Decided]
Only = Callable[[Town], int]


def _at_once(*acts: Callable[[], object]) -> Counter[str]:
    """What came of acts that start together: ``done`` or the words of the refusal."""
    gate = threading.Barrier(len(acts))
    seen: Counter[str] = Counter()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except NotPossible as refused:
            seen[refused.words.id] += 1
        else:
            seen["done"] += 1

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_two_decisions_at_once_leave_one(here: Town, decide: Decide, only: Only) -> None:
    """Four officers decide in the same moment: one decision, one effect, three clear answers."""
    case = only(here)
    choices = ("authority", "follower", "authority", "follower")
    seen = _at_once(*(lambda choice=choice: decide(here, case, choice) for choice in choices))  # type: ignore[misc]
    assert seen == {"done": 1, words.DECIDED_ALREADY.words.id: 3}
    assert len(here.rows("select id from simpul.decision")) == 1
    assert len(here.effects()) <= 1


def test_two_proposals_at_once_leave_one(named: Town, decide: Decide, only: Only) -> None:
    """The second hears that one waits already."""
    case = only(named)
    seen = _at_once(*(lambda who=who: decide(named, case, actor=who) for who in ("ani", "citra")))  # type: ignore[misc]
    assert seen == {"done": 1, words.AWAITING.words.id: 1}


def test_approving_and_withdrawing_at_once_do_one_of_them(named: Town, decide: Decide, only: Only) -> None:
    """Either it is in force with its effect, or withdrawn without one."""
    case = only(named)
    decide(named, case)
    seen = _at_once(
        lambda: cases.approve(named.engine, named.city, case, actor="budi"),
        lambda: cases.withdraw(named.engine, case, actor="ani"),
        lambda: cases.approve(named.engine, named.city, case, actor="citra"),
        lambda: cases.refuse(named.engine, case, actor="dewi", reason="ragu"),
    )
    assert seen == {"done": 1, words.NOT_PROPOSED.words.id: 3}
    (row,) = named.rows("select stands, undone_at, refused_by from simpul.decision")
    standing = row["stands"] and row["undone_at"] is None and row["refused_by"] is None
    assert len(named.effects()) == int(standing)


def test_undoing_twice_at_once_undoes_once(here: Town, decide: Decide, only: Only) -> None:
    """The second hears that there is nothing to undo."""
    case = only(here)
    decide(here, case)
    seen = _at_once(*[lambda: cases.undo(here.engine, here.city, case, actor="ani")] * 2)
    assert seen == {"done": 1, words.NOT_DECIDED.words.id: 1}
    assert [state for _, state in here.effects()] == ["cancelled"]
