"""What a sweep says to people, in both languages."""

from __future__ import annotations

from simpul.core.i18n import Words, number

SAMPLED = Words(
    id="Hanya contoh yang dibandingkan; tidak ada yang terbukti hilang.",
    en="Only a sample was compared; nothing is proven to have vanished.",
)
NO_TOTAL = Words(
    id="Sumber tidak menyebut jumlah datanya, jadi daftar ini belum terverifikasi.",
    en="The source does not say how many rows it has, so this listing is not verified.",
)
MOVED = Words(
    id="Jumlah data di sumber berubah selama dibaca, jadi daftar ini belum terverifikasi.",
    en="The source's total changed while it was read, so this listing is not verified.",
)


def disagree(told: int, seen: int) -> Words:
    """The listing does not hold what it announced."""
    return Words(
        id=f"Sumber menyebut {number(told)} data, yang terbaca {number(seen)}: daftar ini belum terverifikasi.",
        en=f"The source announces {number(told, 'en')} rows, {number(seen, 'en')} were read: not verified.",
    )


def too_much(differ: int, of: int) -> Words:
    """A source whose rows differ in bulk."""
    return Words(
        id=f"{number(differ)} dari {number(of)} data berbeda dengan sumbernya; "
        "mungkin sumber dipulihkan dari cadangan. Tidak ada yang ditimpa.",
        en=f"{number(differ, 'en')} of {number(of, 'en')} rows differ from the source; "
        "it may have been restored from a backup. Nothing was overwritten.",
    )


def older(rows: int) -> Words:
    """A source that shows older versions than we hold."""
    return Words(
        id=f"{number(rows)} data di sumber lebih lama daripada yang sudah kita baca; sumber tampaknya mundur. "
        "Tidak ada yang ditimpa.",
        en=f"{number(rows, 'en')} rows at the source are older than what we read before; it seems to have gone back. "
        "Nothing was overwritten.",
    )


def reused(rows: int) -> Words:
    """Ids that now name somebody else."""
    return Words(
        id=f"{number(rows)} nomor di sumber kini milik orang atau urusan lain; nomornya dipakai ulang. "
        "Tidak ada yang ditimpa.",
        en=f"{number(rows, 'en')} ids at the source now name somebody or something else; they were reused. "
        "Nothing was overwritten.",
    )


def recreated(rows: int) -> Words:
    """Accounts made anew for people who had one."""
    return Words(
        id=f"{number(rows)} akun dibuat ulang dengan nomor baru untuk orang yang sama, dan akun lamanya hilang. "
        "Tidak ada yang ditimpa.",
        en=f"{number(rows, 'en')} accounts were made anew under new ids for the same people, "
        "and the old ones are gone. Nothing was overwritten.",
    )


def backwards(missing: int) -> Words:
    """The newest rows did not come again."""
    return Words(
        id=f"{number(missing)} data terbaru yang sudah kita baca tidak ada lagi di sumber; sumber tampaknya mundur. "
        "Tidak ada yang ditimpa.",
        en=f"The {number(missing, 'en')} newest rows we read are no longer at the source; it seems to have gone back. "
        "Nothing was overwritten.",
    )


def dropped(told: int, held: int) -> Words:
    """The announced total fell."""
    return Words(
        id=f"Sumber kini menyebut {number(told)} data, padahal kita memegang {number(held)} atau lebih. "
        "Tidak ada yang ditimpa.",
        en=f"The source now announces {number(told, 'en')} rows while we hold {number(held, 'en')} or more. "
        "Nothing was overwritten.",
    )
