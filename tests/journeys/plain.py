"""The one normaliser: what is random, or belongs to the machine, is replaced by a word.

The clock stands still (see ``clock.py``), so moments, ages and due dates need nothing. What is left:

* addresses of the sandbox and the console: ``127.0.0.1:40123`` → ``<address>``, ``Port <number>``;
* folders of the run and of the checkout → ``<folder>``;
* random names: UUIDs, tokens of 40 and more letters, digests of what is random → ``<random>``;
* how far a command has come (``pull: 74``, ``compare: 5 / 5``): it says so now and then, as time passes → nothing;
* the place of a line in its audit chain: it counts the lines of pulls (see ``RANDOM``) → ``<line>``;
* how far a system's clock is from ours → ``<measured>``;
* seconds measured by the machine's own clock (``"latency": 0.105``, ``0,06 detik``) → ``<measured>``.

Columns that hold nothing but the like are named in ``RANDOM`` and left out of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

#: "table.column" or ".column" (of any table) → why it is left out.
RANDOM: Mapping[str, str] = {
    ".sealed": "encrypted under a number used once",
    ".key_id": "names a key made at the first start",
    "audit_head.seal": "made with that key",
    "session.digest": "of a random token",
    "invitation.digest": "of a random token",
    "link_state.latency": "measured",
    "link_state.probe_holder": "a random ticket",
    "lease.holder": "names machine and process",
    "report_kept.took": "measured",
    "heartbeat.seconds": "measured",
    # A pull commits what it has every five seconds of the machine: how many lines that makes depends on its speed.
    "audit.seq": "counts such lines",
    "audit.previous": "covers such lines",
    "audit.hash": "covers such lines",
    "audit_head.seq": "counts such lines",
    "audit_head.hash": "covers such lines",
    # The national service answers in changing case and spacing; what it says is in the mirror.
    "page.digest": "of bytes that change",
    "page_body.digest": "of bytes that change",
    "page_body.size": "of bytes that change",
}
#: Table → condition of the rows that are left out: lines of one group of pages; ``pull_done`` has the run's totals.
SOME = {"audit": "act <> 'pull'"}
_RULES = (
    (re.compile(r"\b(?:127\.0\.0\.1|localhost):\d{2,5}\b"), "<address>"),
    (re.compile(r'("(?:latency|seconds)": )\d+(?:\.\d+)?(?:e-\d+)?'), r"\1<measured>"),
    (re.compile(r"\b\d+[.,]\d+ (detik|seconds|s)\b"), r"<measured> \1"),
    # A clock that moves on between a question and its answer: the two differ by what the machine took.
    (re.compile(r"Jam sistem \d+ detik (?:mendahului|terlambat dari)"), "Jam sistem <measured>"),
    (re.compile(r"clock is \d+ s (?:ahead of|behind)"), "clock is <measured>"),
    (re.compile(r"\bPort \d{4,5}\b"), "Port <number>"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "<random>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<random>"),
    (re.compile(r"([\w.]+/all) \d+$", re.MULTILINE), r"\1 <line>"),
    (re.compile(r"((?:chain|rantai) \S+, (?:line|baris)|\((?:line|baris)) \d+\b"), r"\1 <line>"),
    (re.compile(r"^(td data-label=(?:Lines|Catatan)) \d+$", re.MULTILINE), r"\1 <line>"),
    (re.compile(r"^[a-z]+: \d+(?: / \d+)?\n", re.MULTILINE), ""),
)


def plain(text: str, *folders: Path) -> str:
    """``text`` as it would read on any machine."""
    for folder in folders:
        text = text.replace(f"{folder}/", "<folder>/")
    for pattern, word in _RULES:
        text = pattern.sub(word, text)
    return text


def left_out(table: str, column: str) -> bool:
    """Whether a column holds only what is random."""
    return f"{table}.{column}" in RANDOM or f".{column}" in RANDOM
