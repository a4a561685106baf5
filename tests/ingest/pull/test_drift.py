"""Which fields a source sends is remembered by name, by the run that saw them."""

from __future__ import annotations

from tests.ingest.pull.conftest import Hub, page, warga


def kept(hub: Hub, kind: str) -> set[str]:
    return set(hub.rows("select field from simpul.feed_field where feed = 'uji.warga' and kind = :kind", kind=kind))


def test_a_run_remembers_what_came_and_what_was_new(hub: Hub) -> None:
    """Mapped fields that any row sent, and fields nobody mapped; values are not kept."""
    without = {name: value for name, value in warga(2).items() if name != "hp"}
    hub.pull("warga", page(warga(1), without | {"bpjs": "0001"}, cursor="2"), page(without))
    assert "hp" in kept(hub, "sent")
    assert kept(hub, "new") == {"bpjs"}
    assert hub.rows("select count(*) from simpul.feed_field where field like '%0001%'") == [0]


def test_a_field_no_row_sent_is_not_remembered(hub: Hub) -> None:
    """What stayed away leaves no trace as sent: that is how its absence shows later."""
    rows = [{name: value for name, value in warga(number).items() if name != "hp"} for number in (1, 2)]
    hub.pull("warga", page(*rows))
    assert "nik" in kept(hub, "sent")
    assert "hp" not in kept(hub, "sent")


def test_an_empty_answer_forgets_nothing(hub: Hub) -> None:
    """A run without rows has seen no field."""
    hub.pull("warga", page(warga(1)))
    before = kept(hub, "sent")
    hub.pull("warga", page())
    assert kept(hub, "sent") == before


def test_what_was_seen_within_the_hour_is_not_written_again(hub: Hub) -> None:
    """Frequent runs cost nothing; after an hour the time is brought up to date."""
    hub.pull("warga", page(warga(1)))
    first = hub.rows("select last_seen_at from simpul.feed_field where field = 'nik'")
    hub.pull("warga", page(warga(1, day=2)))
    assert hub.rows("select last_seen_at from simpul.feed_field where field = 'nik'") == first
    hub.run("update simpul.feed_field set last_seen_at = last_seen_at - interval '2 hours'")
    hub.pull("warga", page(warga(1, day=3)))
    assert hub.rows("select last_seen_at from simpul.feed_field where field = 'nik'") > first
