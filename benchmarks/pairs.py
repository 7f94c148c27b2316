"""Two sides measured in turn, so that what disturbs the machine disturbs both: the ratio is what counts."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Seconds of each run of ours and of theirs, in the order in which they alternated."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median of the runs' ratios, ours over theirs."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    def row(self, *cells: str) -> str:
        """A row of a table in Markdown: the cells, both medians, and the ratio with its range."""
        medians = [_seconds(statistics.median(side)) for side in (self.ours, self.theirs)]
        ratios = [a / b for a, b in zip(self.ours, self.theirs, strict=True)]
        return table_row(*cells, *medians, f"**{self.ratio:.2f}** ({min(ratios):.2f} - {max(ratios):.2f})")


def table_row(*cells: str) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def _seconds(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-6:.1f} µs"


def alternate(ours: Callable[[], object], theirs: Callable[[], object], runs: int = 5) -> Pair:
    """Run both once to warm up, then ``runs`` times in turn; who goes first changes every time."""
    ours()
    theirs()
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for run in range(runs):
        for mine in (run % 2 == 0, run % 2 == 1):
            started = time.perf_counter()
            (ours if mine else theirs)()
            seconds[mine].append(time.perf_counter() - started)
    return Pair(tuple(seconds[True]), tuple(seconds[False]))
