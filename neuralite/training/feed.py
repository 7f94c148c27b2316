"""What a network is fed in training: batches, prepared while the last one is learnt from.

examples, and a turn of those drawn again -> a random order an epoch -> flourishes -> augmentation
         -> features, targets -> batch
"""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from neuralite.nn.arrays import Array, Targets
from neuralite.nn.descent import Rows
from neuralite.training.augmentation import Augmentation
from neuralite.training.flourishes import flourished

Images: TypeAlias = npt.NDArray[Any]
Labels: TypeAlias = npt.NDArray[np.uint8]
Examples: TypeAlias = tuple[npt.NDArray[np.uint8], Labels]
# Batches that wait: enough that neither side waits for the other, few enough that they stay in the cache.
AHEAD = 4


@dataclass(frozen=True)
class Feed:
    """Batches of examples ``(n, 28, 28)``; the same seed gives the same ones, whatever the threads do.

    ``rows`` makes a network's inputs of pictures, ``targets`` what it is to say of pictures and labels;
    ``flourishes`` is the share of 0, 1, 7 and 9 that get one, which takes an ``augmentation`` too. ``again`` are more
    examples, without flourishes, which take turns: an epoch has one of so many ``turns`` of them.
    """

    examples: Examples
    batch_size: int
    seed: int
    rows: Callable[[Images], Array]
    targets: Callable[[Images, Labels], Targets]
    augmentation: Augmentation | None = None
    flourishes: float = 0.0
    again: Examples | None = None
    turns: int = 1

    @cached_property
    def all_rows(self) -> Array:
        """The inputs for all examples, which stay the same where nothing is changed in them."""
        return self.rows(self.examples[0])

    def __len__(self) -> int:
        """How many examples an epoch has."""
        return len(self.examples[1]) + (len(self.again[1]) // self.turns if self.again else 0)

    def epoch(self, number: int) -> Iterator[Rows]:
        """All examples once and those whose turn it is, in an order of that epoch's own."""
        return ahead(self._batches(number))

    def _batches(self, number: int) -> Iterator[Rows]:
        rng = np.random.default_rng([self.seed, number])
        order = rng.permutation(len(self))
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            given, labels = self._examples(chosen, number)
            pictures: Images = given
            if self.augmentation is None and self.again is None:
                yield self.all_rows.take(chosen, axis=0), self.targets(pictures, labels)
                continue
            if self.augmentation is not None:
                if self.flourishes:
                    own = chosen < len(self.examples[1])
                    given[own] = flourished(given[own], labels[own], self.flourishes, rng)
                pictures = self.augmentation(given, rng)
            yield self.rows(pictures), self.targets(pictures, labels)

    def _examples(self, chosen: npt.NDArray[np.intp], number: int) -> Examples:
        """The pictures and labels at places of an epoch."""
        own = len(self.examples[1])
        images, labels = (part[chosen % own] for part in self.examples)
        if self.again and (more := chosen >= own).any():
            turn = (number - 1) % self.turns * (len(self) - own)
            places = chosen[more] - own + turn
            images[more], labels[more] = (part[places] for part in self.again)
        return images, labels


def ahead(source: Iterator[Rows], most: int = AHEAD) -> Iterator[Rows]:
    """The same batches, made by a thread that is up to ``most`` of them ahead; what it raises is raised here."""
    waiting: queue.Queue[Rows | BaseException | None] = queue.Queue(most)
    enough = threading.Event()

    def put(item: Rows | BaseException | None) -> None:
        while not enough.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def work() -> None:
        try:
            for batch in source:
                put(batch)
                if enough.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the batches are used
            put(error)

    worker = threading.Thread(target=work, name="neuralite-feed", daemon=True)
    worker.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        enough.set()
        worker.join()
