"""Of a secret or anonymous complaint only id, class, flags and clocks leave the mapping; no flag means secret."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from simpul.core.model import Feed

_FLAGS = ("rahasia", "anonim")
#: Entity → canonical fields that stay when a row is hidden.
_STAYS = {
    "pengaduan": {
        "id_pengaduan", "klasifikasi", "kategori", "anonim", "rahasia", "dibuat_pada", "disposisi_pada", "diubah_pada",
    },
    "tindak_lanjut": {"id_tindak_lanjut", "id_pengaduan", "instansi", "jenis", "waktu"},
}  # fmt: skip


def hidden(feed: Feed, raw: pl.DataFrame, open_parents: Collection[str]) -> pl.Series | None:
    """Rows of which most fields are cut; None for entities that have no secrets of this kind."""
    sources = {spec.name: spec.source for spec in feed.mapping.fields}
    if feed.entity == "pengaduan":
        if not all(flag in sources for flag in _FLAGS):
            return pl.repeat(True, raw.height, eager=True)
        shown = pl.all_horizontal((pl.col(sources[flag]) == "false").fill_null(False) for flag in _FLAGS)
        return raw.select(~shown)[:, 0]
    if feed.entity == "tindak_lanjut":
        shown = pl.col(sources["id_pengaduan"]).is_in(list(open_parents)).fill_null(False)
        return raw.select(~shown)[:, 0]
    return None


def _cut_fields(feed: Feed) -> list[str]:
    stays = _STAYS.get(feed.entity)
    return [] if stays is None else [spec.name for spec in feed.mapping.fields if spec.name not in stays]


def cut(feed: Feed, raw: pl.DataFrame, hide: pl.Series | None) -> pl.DataFrame:
    """The source texts without what is hidden, before anything else sees them."""
    if hide is None or not hide.any():
        return raw
    cutting = set(_cut_fields(feed))
    kept = {source for spec in feed.mapping.fields if spec.name not in cutting for source in spec.sources}
    gone = {source for spec in feed.mapping.fields if spec.name in cutting for source in spec.sources} - kept
    return raw.with_columns(pl.when(~hide).then(pl.col(name)).alias(name) for name in sorted(gone))


def tighten(feed: Feed, values: pl.DataFrame) -> pl.DataFrame:
    """A flag that is missing or unreadable is set."""
    flags = [flag for flag in _FLAGS if flag in values.columns] if feed.entity == "pengaduan" else []
    return values.with_columns(pl.col(flag).fill_null(True) for flag in flags)


def silence(feed: Feed, rejects: pl.DataFrame, raw: pl.DataFrame, hide: pl.Series | None) -> pl.DataFrame:
    """Rejects without what is hidden: cut values are dropped, whole rows keep no raw text."""
    if hide is None:
        return rejects
    places = raw.select("page_no", "row_no").filter(hide).with_columns(pl.lit(True).alias("hide"))
    told = rejects.join(places, on=["page_no", "row_no"], how="left", maintain_order="left")
    told = told.filter(~(pl.col("hide").fill_null(False) & pl.col("field").is_in(_cut_fields(feed))))
    return told.drop("hide").with_columns(pl.when(pl.col("field") != "").then(pl.col("raw")).alias("raw"))


def settle_lists(feed: Feed, frame: pl.DataFrame, hide: pl.Series | None) -> pl.DataFrame:
    """A cut field counts as sent empty, so that an older open copy is emptied; a tightened flag counts as sent."""
    if hide is None:
        return frame
    gone = [*_cut_fields(feed), *(_FLAGS if feed.entity == "pengaduan" else ())]
    for name in ("unsent", "held"):
        left = pl.col(name).list.filter(~pl.element().is_in(gone))
        settled = pl.when(hide).then(left).otherwise(pl.col(name))
        frame = frame.with_columns(settled.alias(name))
        frame = frame.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name))
    return frame
