"""Numbers quoted in free text, each with the kind of thing it names: numbers of one look mean many things.

A seven-digit number is a complaint's only beside a word that says so, a ticket's beside another; sixteen digits are a
NIK only if they can be one and no word calls them a registration (domain.md §4.3, §5.2).
"""

from __future__ import annotations

import polars as pl

from simpul.store.ruleviews import NIK

APPLICATION, COMPLAINT, TICKET, FILE, REGISTRATION, PERSON = (
    "permohonan", "pengaduan", "tiket", "berkas", "pendaftaran", "nik",
)  # fmt: skip

_BETWEEN = r"[\s:#.]*(?:(?:nomor|no|id|nya|saya|kami|dengan|laporan|pengaduan)\b[\s:#.]*){0,3}"
_WORDS = {
    COMPLAINT: r"(?:sp4n[\s-]*)?lapor(?:an|!)?|tracking(?:\s*id)?|(?:id|no\.?|nomor)\s+pengaduan",
    TICKET: r"ti(?:ck|k)et(?:ing)?|karcis",
    REGISTRATION: r"pendaftaran|registrasi|reg|no\.?\s*daftar",
}
#: Registration numbers of the one-door service as people quote them: ``503/000123/KTP/2026`` (domain.md §5.2).
_APPLICATION = r"(?i)\b\d{3}\s*/\s*\d{3,6}(?:\s*/\s*[A-Z][A-Z._-]*)+\s*/\s*\d{4}\b"
_FILE = r"(?i)\bBM-\d{2}-\d{4}-\d{6}\b"
_SEVEN = r"(?i)(?:^|[^\w])(?:{words}){between}(\d{{7}})(?:\D|$)"
_SIXTEEN = r"(?:^|\D)(\d{16})(?:\D|$)"
_CALLED = r"(?i)(?:^|[^\w])(?:{words}){between}(\d{{16}})(?:\D|$)"


def typed(texts: pl.DataFrame) -> pl.DataFrame:
    """``key``, ``kind``, ``number``: what the ``words`` of each ``key`` quote, in order of kind and number."""
    # A blank doubled lets two numbers that share the blank between them both be found.
    words = pl.col("words").str.replace_all(r"(\d)([\s,;.]+)", "${1}${2} ")
    applications = words.str.extract_all(_APPLICATION).list.eval(
        pl.element().str.replace_all(r"\s", "").str.to_uppercase()
    )
    named = {kind: _grouped(words, _SEVEN.format(words=_WORDS[kind], between=_BETWEEN)) for kind in (COMPLAINT, TICKET)}
    called = _grouped(words, _CALLED.format(words=_WORDS[REGISTRATION], between=_BETWEEN))
    found = {
        APPLICATION: applications,
        FILE: words.str.extract_all(_FILE).list.eval(pl.element().str.to_uppercase()),
        **named,
        REGISTRATION: called,
        PERSON: _grouped(words, _SIXTEEN).list.eval(
            pl.element().filter(pl.element().str.contains(f"^(?:{_RUST_NIK})$"))
        ),
    }
    frame = texts.select("key", **found)
    frame = frame.with_columns(pl.col(PERSON).list.set_difference(REGISTRATION))
    long = frame.unpivot(index="key", variable_name="kind", value_name="number").explode("number").drop_nulls()
    return long.unique().sort("key", "kind", "number")


def _grouped(words: pl.Expr, pattern: str) -> pl.Expr:
    """The pattern's group at each place it fits."""
    digits = r"\d{16}" if r"\d{16}" in pattern else r"\d{7}"
    return words.str.extract_all(pattern).list.eval(pl.element().str.extract(rf"({digits})\D*$", 1))


#: The database's pattern without its look-ahead, which Polars does not know: the serial is not 0000.
_RUST_NIK = NIK.replace("(?!0000)[0-9]{4}", "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])")
