"""What the cards of several models say, side by side: rows for tables and charts, and nothing that no card says.

    NAME.json -> read_cards -> cards -> accuracy, training curves, confusion, coverage, robustness, shared mistakes

A card may lack a figure, or have something else in its place: what reads it then says None.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

import numpy as np

from neuralite import storage
from neuralite.classifiers import CLASSES
from neuralite.evaluation import Confusion
from neuralite.storage import Card, ModelFileError

Row: TypeAlias = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")

SCORES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class Mistake:
    """A digit of the test set that was read wrong: its number there, what it shows and what was read, where told."""

    number: int
    label: int | None
    reading: int | None


@dataclass(frozen=True)
class Robustness:
    """Accuracy on ``n`` digits by how much they were changed, in ``unit``; a point is ``value`` and ``accuracy``."""

    unit: str
    n: int
    points: tuple[Row, ...]


@dataclass(frozen=True)
class Shared:
    """The mistakes of two models: those of only the one, of only the other, and of both."""

    first: str
    second: str
    only_first: int
    only_second: int
    both: int


def read_cards(folder: Path) -> tuple[dict[str, Card], list[str]]:
    """The cards of a folder's models by name, and why others can't be read. The weights are not looked at."""
    cards, problems = {}, []
    for name in storage.names(folder):
        try:
            cards[name] = storage.read_card(folder, name)
        except ModelFileError as error:
            problems.append(str(error))
    return cards, problems


def _or_none(read: Callable[Concatenate[Card, P], T]) -> Callable[Concatenate[Card, P], T | None]:
    """What reads a card, made to say None where the card does not have it."""

    def reading(card: Card, /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return read(card, *args, **kwargs)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
            return None

    reading.__doc__, reading.__name__ = read.__doc__, read.__name__
    return reading


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return value


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise ValueError(f"{value!r} is no share")
    return float(value)


def _whole(value: Any, below: float = math.inf) -> int:
    if _number(value) != int(value) or not 0 <= value < below:
        raise ValueError(f"{value!r} is no count")
    return int(value)


def _filled(rows: Sequence[T]) -> list[T]:
    if not rows:
        raise ValueError("there is nothing in it")
    return list(rows)


@_or_none
def accuracy(card: Card, part: str = "test") -> Row:
    """The ``accuracy`` on a part of MNIST with the ends ``low`` and ``high`` of its 95 % interval, and ``n``."""
    figures = card["metrics"][part]
    low, high = figures["interval"]
    return {
        "accuracy": _share(figures["accuracy"]),
        "low": _share(low),
        "high": _share(high),
        "n": _whole(figures["n"]),
    }


@_or_none
def weights(card: Card) -> int:
    """How many numbers the model has learnt."""
    return _whole(card["weights"])


@_or_none
def training_seconds(card: Card) -> float:
    """How long the training took."""
    return _number(card["training_seconds"])


@_or_none
def calibration_error(card: Card) -> float:
    """Mean distance, 0..1, between what answers claim and how often they are right, on the test set."""
    return _share(card["metrics"]["test"]["calibration_error"])


@_or_none
def training_curves(card: Card) -> list[Row]:
    """A row an epoch: ``epoch``, loss and accuracy of both parts, and whether it was the ``best`` so far."""
    fields = [f"{part}_{figure}" for part in ("training", "validation") for figure in ("loss", "accuracy")]
    return _filled(
        [
            {"epoch": _whole(told["number"]), "best": bool(told["best"])}
            | {field: _number(told[field]) for field in fields}
            for told in card["epochs"]
        ]
    )


@_or_none
def confusion(card: Card) -> Confusion:
    """How often each label (row) of the test set was read as each digit (column): ``(10, 10)``."""
    counts = np.array([[_whole(count) for count in row] for row in card["metrics"]["test"]["confusion"]], np.int64)
    if counts.shape != (CLASSES, CLASSES):
        raise ValueError(f"the confusion matrix has the shape {counts.shape}")
    return counts


@_or_none
def mistakes(card: Card) -> list[Mistake]:
    """The digits of the test set that were read wrong; what was read is told by newer cards only."""
    test = card["metrics"]["test"]
    numbers = [_whole(number) for number in test["mistakes"]]
    if "mistake_labels" not in test:
        return [Mistake(number, None, None) for number in numbers]
    pairs = zip(test["mistake_labels"], test["mistake_readings"], strict=True)
    told = [(_whole(label, CLASSES), _whole(reading, CLASSES)) for label, reading in pairs]
    return [Mistake(number, *pair) for number, pair in zip(numbers, told, strict=True)]


@_or_none
def per_class(card: Card) -> list[Row]:
    """A row a digit: ``digit``, ``precision``, ``recall`` and ``f1``, 0..1, and ``n``."""
    told = card["metrics"]["test"]["per_class"]
    if len(told) != CLASSES:
        raise ValueError(f"there are figures of {len(told)} digits")
    return [
        {"digit": digit, "n": _whole(row["n"])} | {score: _share(row[score]) for score in SCORES}
        for digit, row in enumerate(told)
    ]


@_or_none
def reliability(card: Card) -> list[Row]:
    """Bins of the test set's answers, the least sure first: ``confidence``, ``accuracy`` and ``n``."""
    bins = card["metrics"]["test"]["reliability"]
    return _filled(
        [
            {"confidence": _share(row["confidence"]), "accuracy": _share(row["accuracy"]), "n": _whole(row["n"])}
            for row in bins
        ]
    )


@_or_none
def coverage(card: Card) -> list[Row]:
    """What refusing does: ``threshold``, the share ``coverage`` that is answered, its ``accuracy``; ascending."""
    test = card["metrics"]["test"]
    points = {
        _share(row["threshold"]): {field: _share(row[field]) for field in ("threshold", "coverage", "accuracy")}
        for row in [*test["coverage"], *test.get("thresholds", ())]
    }
    return _filled([points[threshold] for threshold in sorted(points)])


def at_threshold(points: Sequence[Row], threshold: float) -> Row | None:
    """The first point of `coverage` that is as strict as ``threshold``; None where every answer is less sure."""
    return next((point for point in points if point["threshold"] >= threshold), None)


@_or_none
def robustness(card: Card) -> dict[str, Robustness]:
    """Accuracy by how much the digits were changed, for each kind of change."""
    told: Mapping[str, Any] = card["metrics"]["test"]["robustness"]
    curves = {
        str(change): Robustness(
            str(curve["unit"]),
            _whole(curve["n"]),
            tuple({"value": _number(at["value"]), "accuracy": _share(at["accuracy"])} for at in curve["points"]),
        )
        for change, curve in told.items()
    }
    _filled(list(curves))
    return curves


def shared_mistakes(cards: Mapping[str, Card]) -> list[Shared]:
    """How much the mistakes of each two models overlap, of those whose cards tell them and are of one test set."""
    wrong = _mistake_numbers(cards)
    return [
        Shared(
            first,
            second,
            len(wrong[first] - wrong[second]),
            len(wrong[second] - wrong[first]),
            len(wrong[first] & wrong[second]),
        )
        for first, second in combinations(wrong, 2)
    ]


def missed_by(cards: Mapping[str, Card]) -> dict[int, list[int]]:
    """How many models misread a digit -> the numbers of the digits that so many misread, ascending."""
    wrong = _mistake_numbers(cards)
    counts: dict[int, list[int]] = {}
    for number in sorted(set().union(*wrong.values())):
        counts.setdefault(sum(number in numbers for numbers in wrong.values()), []).append(number)
    return counts


def _mistake_numbers(cards: Mapping[str, Card]) -> dict[str, set[int]]:
    """The numbers of each model's mistakes; models that were measured on fewer digits than the others are left out."""
    told = {name: (mistakes(card), accuracy(card)) for name, card in cards.items()}
    sizes = [measured["n"] for found, measured in told.values() if found is not None and measured]
    return {
        name: {mistake.number for mistake in found}
        for name, (found, measured) in told.items()
        if found is not None and measured and measured["n"] == max(sizes)
    }
