"""Complaints that tell one matter twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from simpul.matching import duplicates as texts

LAMP = "Lampu jalan padam di Jalan Garu III dekat nomor 12 sejak dua minggu lalu. Mohon segera diperbaiki."
LAMP_AGAIN = "Mohon segera diperbaiki, lampu jalan padam di Jalan Garu III dekat nomor 12 sejak dua minggu lalu."
ELSEWHERE = LAMP.replace("Garu III", "Bilal")
TRASH = "Sampah menumpuk di pinggir jalan dan tidak diangkut, baunya mengganggu warga sekitar."
START = datetime(2026, 11, 1, 8)  # noqa: DTZ001


def complaint(key: str, words: str, *, day: int = 0, name: str = "", phone: str = "") -> dict[str, object]:
    """One complaint, ``day`` days after the first."""
    made = START + timedelta(days=day)
    return {"key": key, "words": words, "name": name or None, "phone": phone or None, "made": made}


def found(*rows: dict[str, object], changed: list[str] | None = None) -> list[tuple[str, str, str]]:
    """(left, right, state) of the duplicates."""
    schema = {"key": pl.String, "words": pl.String, "name": pl.String, "phone": pl.String, "made": pl.Datetime("us")}
    frame = pl.DataFrame(rows, schema=schema)
    fresh = pl.Series(changed or frame["key"].to_list(), dtype=pl.String)
    return texts.duplicates(frame, fresh).select("left", "right", "state").rows()


def test_the_same_matter_told_again_by_one_reporter_is_sure() -> None:
    """Turned round or not, within days, from the same phone: one matter; the earlier is named first."""
    rows = complaint("2", LAMP, phone="081200000001"), complaint("1", LAMP_AGAIN, day=1, phone="+62 812-0000-0001")
    assert found(*rows) == [("2", "1", "sure")]


def test_the_same_place_is_enough_whoever_tells() -> None:
    """Two neighbours about one lamp at one house number: one matter."""
    rows = complaint("1", LAMP, phone="081200000001"), complaint("2", LAMP_AGAIN, day=1, phone="081200000002")
    assert found(*rows) == [("1", "2", "sure")]


def test_much_the_same_words_about_another_street_are_another_matter() -> None:
    """A form of words that many use is no duplicate where the street differs, even from one reporter."""
    assert found(complaint("1", LAMP, phone="081200000001"), complaint("2", ELSEWHERE, phone="081200000001")) == []


def test_another_lane_another_house_or_another_number_is_another_matter() -> None:
    """The same words with one of them changed, even from one reporter: nothing."""
    for old, new in (("nomor 12", "nomor 14"), ("Garu III dekat", "Garu III Gang Aman dekat")):
        first = LAMP.replace("Garu III dekat", "Garu III Gang Mawar dekat") if "Gang" in new else LAMP
        rows = complaint("1", first, phone="081200000001"), complaint("2", LAMP.replace(old, new), phone="081200000001")
        assert found(*rows) == []
    quoting = "Permohonan 503/{}/KTP/2026 belum selesai, sudah dua bulan saya menunggu di rumah."
    rows = (complaint(key, quoting.format(f"00012{key}"), phone="081200000001") for key in "12")
    assert found(*rows) == []


def test_another_matter_by_the_same_reporter_is_left_alone() -> None:
    """One phone, two matters: nothing."""
    assert found(complaint("1", LAMP, phone="081200000001"), complaint("2", TRASH, phone="081200000001")) == []


def test_the_same_words_by_strangers_without_a_place_are_left_alone() -> None:
    """A common sentence by different people, no place named: nothing."""
    assert found(complaint("1", TRASH, name="BUDI"), complaint("2", TRASH, name="SITI")) == []


def test_the_same_words_weeks_apart_are_left_alone() -> None:
    """After fifteen days it is a new complaint about an old matter."""
    rows = complaint("1", LAMP, phone="081200000001"), complaint("2", LAMP, day=15, phone="081200000001")
    assert found(*rows) == []


def test_only_pairs_with_what_changed_come_back_and_they_are_those_of_a_full_pass() -> None:
    """Looking at one changed complaint finds exactly its pairs of the full pass."""
    rows = [complaint(str(place), LAMP if place % 3 else TRASH, day=place, phone="081200000001") for place in range(12)]
    full = found(*rows)
    for place in range(12):
        mine = [pair for pair in full if str(place) in pair[:2]]
        assert found(*rows, changed=[str(place)]) == mine
    assert full
