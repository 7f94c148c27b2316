"""Every example once an epoch, in an order of the epoch's own; the thread that prepares them changes nothing."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from neuralite import mnist
from neuralite.nn.arrays import Array
from neuralite.nn.descent import Rows
from neuralite.training import feed as module
from neuralite.training.augmentation import Augmentation
from neuralite.training.feed import Feed, Images, ahead
from neuralite.training.targets import labels_alone

N = 103
# Nothing is changed, but an augmentation there is.
STILL = Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0)


def flat(images: Images) -> Array:
    return images.reshape(len(images), -1).astype(np.float32)


def numbered(rows: Callable[[Images], Array] = flat) -> Feed:
    """Pictures that are their own number in every pixel, and whose label is that number, too."""
    numbers = np.arange(N, dtype=np.uint8)
    return Feed((np.tile(numbers[:, None, None], (1, 28, 28)), numbers), 10, 1, rows, labels_alone)


def order(feed: Feed, epoch: int) -> list[int]:
    return [int(label) for _, labels in feed.epoch(epoch) for label in labels]


def bits(batches: Iterator[Rows]) -> list[tuple[bytes, bytes]]:
    return [(rows.tobytes(), targets.tobytes()) for rows, targets in batches]


def feeding() -> bool:
    return any(thread.name == "neuralite-feed" for thread in threading.enumerate())


@pytest.fixture(params=[None, Augmentation(thicker=0.3, blur=0.2)], ids=["plain", "augmented"])
def digits(request: pytest.FixtureRequest, sample: tuple[mnist.Images, mnist.Labels]) -> Feed:
    images, labels = sample
    share = 0.5 if request.param else 0.0
    return Feed((images[:300], labels[:300]), 64, 7, flat, labels_alone, request.param, flourishes=share)


def test_an_epoch_shows_every_example_once_with_its_own_label() -> None:
    feed = numbered()
    batches = list(feed.epoch(1))
    assert [len(rows) for rows, _ in batches] == [10] * 10 + [3]
    shown = [(int(row[0]), int(label)) for rows, labels in batches for row, label in zip(rows, labels, strict=True)]
    assert Counter(shown) == Counter((number, number) for number in range(N))
    assert len(feed) == N


def test_every_epoch_has_an_order_of_its_own() -> None:
    orders = [order(numbered(), epoch) for epoch in (1, 2, 3)]
    for one, other in itertools.combinations([list(range(N)), *orders], 2):
        # Two random orders agree in one place on average.
        assert sum(a == b for a, b in zip(one, other, strict=True)) < 10


def test_an_epochs_batches_are_the_same_whatever_came_before_it(digits: Feed) -> None:
    for _ in digits.epoch(1):
        break
    assert bits(digits.epoch(2)) == bits(digits.epoch(2))


def test_the_thread_changes_no_bit(digits: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    threaded = bits(digits.epoch(1))
    monkeypatch.setattr(module, "ahead", lambda source: source)
    assert bits(digits.epoch(1)) == threaded


def test_an_epoch_has_all_digits_and_those_drawn_again_whose_turn_it_is() -> None:
    feed = numbered()
    numbers = np.arange(N, 2 * N, dtype=np.uint8)
    drawn = np.tile(numbers[:, None, None], (1, 28, 28)), numbers
    feed = replace(feed, again=(drawn[0][:60], drawn[1][:60]), turns=3)
    assert len(feed) == N + 20
    for epoch in range(1, 5):
        turn = N + (epoch - 1) % 3 * 20
        assert sorted(order(feed, epoch)) == [*range(N), *range(turn, turn + 20)]
        for rows, labels in feed.epoch(epoch):
            np.testing.assert_array_equal(rows[:, 0], labels)


def test_what_was_drawn_again_gets_no_flourish(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    images, labels = (part[sample[1] == 0][:40] for part in sample)
    feed = Feed((images, labels), 100, 1, flat, labels_alone, STILL, 1.0, (images, labels), 1)
    [(rows, _)] = feed.epoch(1)
    shown, given = sorted(rows.sum(axis=1)), sorted(images.reshape(40, -1).sum(axis=1) / 255)
    untouched = sum(any(abs(one - other) < 0.01 for other in given) for one in shown)
    assert untouched == pytest.approx(40, abs=3)


def test_what_is_to_be_said_is_asked_of_the_pictures_as_they_are_shown(digits: Feed) -> None:
    asked: list[Array] = []

    def answer(images: Images, labels: np.ndarray) -> np.ndarray:
        asked.append(flat(images))
        return labels

    shown = [rows for rows, _ in replace(digits, targets=answer).epoch(1)]
    np.testing.assert_array_equal(np.concatenate(asked), np.concatenate(shown))


def test_another_seed_gives_another_order() -> None:
    images, labels = numbered().examples
    assert order(Feed((images, labels), 10, 2, flat, labels_alone), 1) != order(numbered(), 1)


def test_augmented_pictures_are_new_in_every_epoch(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    feed = Feed((sample[0][:1], sample[1][:1]), 1, 1, flat, labels_alone, Augmentation())
    assert bits(feed.epoch(1)) != bits(feed.epoch(2))


def counted(made: list[int], n: int = 40) -> Iterator[Rows]:
    for number in range(n):
        made.append(number)
        yield np.full((1, 1), number, np.float32), np.array([number])


@pytest.mark.parametrize("most", [1, 2, 100])
def test_batches_come_in_order_and_never_too_many_wait(most: int) -> None:
    made: list[int] = []
    for place, (_, targets) in enumerate(ahead(counted(made), most)):
        assert targets.item() == place
        # Besides those that wait, one is in use and one in the thread's hand.
        assert len(made) <= place + most + 2
    assert made == list(range(40))


def test_the_next_batches_are_prepared_while_one_is_in_use() -> None:
    ready = threading.Event()

    def source() -> Iterator[Rows]:
        yield from counted([], 3)
        ready.set()
        yield from counted([], 3)

    batches = ahead(source())
    next(batches)
    assert ready.wait(30)
    assert len(list(batches)) == 5


def test_pictures_are_prepared_in_another_thread() -> None:
    seen = set()

    def rows(images: Images) -> Array:
        seen.add(threading.current_thread().name)
        return flat(images)

    list(numbered(rows).epoch(1))
    assert seen == {"neuralite-feed"}


def test_what_the_thread_raises_is_raised_where_the_batches_are_used() -> None:
    def source() -> Iterator[Rows]:
        yield from counted([], 2)
        raise ValueError("no such picture")

    batches = ahead(source())
    assert [next(batches)[1].item() for _ in range(2)] == [0, 1]
    with pytest.raises(ValueError, match="no such picture"):
        next(batches)
    assert not feeding()


def test_the_thread_ends_with_the_epoch() -> None:
    list(numbered().epoch(1))
    assert not feeding()


def test_the_thread_ends_when_the_caller_has_had_enough() -> None:
    made: list[int] = []
    batches = ahead(counted(made, 10**9))
    next(batches)
    assert feeding()
    # The loop leaves its generator to the interpreter, which closes it.
    del batches
    assert not feeding()
    assert len(made) < 10


def test_no_examples_are_no_batches() -> None:
    assert (
        list(Feed((np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)), 10, 1, flat, labels_alone).epoch(1)) == []
    )
