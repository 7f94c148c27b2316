"""What a network is fed in training: batches, prepared while the last one is learnt from.

examples -> a random order an epoch -> flourishes -> augmentation -> features, targets -> batch
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
    ``flourishes`` is the share of 0, 1 and 7 that get one, which takes an ``augmentation`` too.
    """

    examples: Examples
    batch_size: int
    seed: int
    rows: Callable[[Images], Array]
    targets: Callable[[Images, Labels], Targets]
    augmentation: Augmentation | None = None
    flourishes: float = 0.0

    @cached_property
    def all_rows(self) -> Array:
        """The inputs for all examples, which stay the same where nothing is changed in them."""
        return self.rows(self.examples[0])

    def __len__(self) -> int:
        """How many examples an epoch has."""
        return len(self.examples[1])

    def epoch(self, number: int) -> Iterator[Rows]:
        """All examples once, in an order of that epoch's own."""
        return ahead(self._batches(np.random.default_rng([self.seed, number])))

    def _batches(self, rng: np.random.Generator) -> Iterator[Rows]:
        images, labels = self.examples
        order = rng.permutation(len(labels))
        for start in range(0, len(labels), self.batch_size):
            chosen = order[start : start + self.batch_size]
            pictures: Images = images[chosen]
            if self.augmentation is None:
                yield self.all_rows.take(chosen, axis=0), self.targets(pictures, labels[chosen])
            else:
                if self.flourishes:
                    pictures = flourished(pictures, labels[chosen], self.flourishes, rng)
                pictures = self.augmentation(pictures, rng)
                yield self.rows(pictures), self.targets(pictures, labels[chosen])


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
