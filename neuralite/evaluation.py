"""How good a model is: numbers from labels and probabilities."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.classifiers import CLASSES
from neuralite.nn.arrays import Labels

Confusion = npt.NDArray[np.int64]
Confidence = npt.NDArray[np.floating[Any]]

CALIBRATION_BINS = 15
COVERAGE_STEPS = 20
# What a person may set as the least confidence; closer together where most answers are.
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
# The normal distribution has 95 % of its mass within so many standard deviations.
Z_95 = 1.959964


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """95 % interval of an accuracy, 0..1 (Wilson, 1927); of no trials, everything is possible.

    >>> [round(end, 4) for end in wilson_interval(9800, 10000)]
    [0.9771, 0.9826]
    """
    if n == 0:
        return 0.0, 1.0
    share = right / n
    scale = 1 + Z_95**2 / n
    middle = share + Z_95**2 / (2 * n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n))
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def confusion_matrix(labels: Labels, predicted: Labels) -> Confusion:
    """How often each label (row) was read as each digit (column): ``(10, 10)``."""
    counts = np.bincount(labels.astype(np.int64) * CLASSES + predicted, minlength=CLASSES * CLASSES)
    return counts.reshape(CLASSES, CLASSES)


def per_class(confusion: Confusion) -> list[dict[str, float]]:
    """Precision, recall and F1 of each digit, 0..1, and how many there are; 0 where nothing was there to count.

    >>> per_class(np.eye(10, dtype=np.int64) * 3)[7]
    {'precision': 1.0, 'recall': 1.0, 'f1': 1.0, 'n': 3}
    """
    rows = []
    for digit in range(CLASSES):
        right = int(confusion[digit, digit])
        read, there = int(confusion[:, digit].sum()), int(confusion[digit].sum())
        rows.append(
            {
                "precision": right / read if read else 0.0,
                "recall": right / there if there else 0.0,
                "f1": 2 * right / (read + there) if read + there else 0.0,
                "n": there,
            }
        )
    return rows


def reliability(confidence: Confidence, right: npt.NDArray[np.bool_]) -> list[dict[str, float]]:
    """What answers claim and how often they are right, in 15 bins of equal mass, the least sure first.

    ``confidence (n,)`` is the probability of the digit that was read. A bin has the mean ``confidence`` and the
    ``accuracy`` of its ``n`` answers, 0..1 (Nguyen and O'Connor, 2015).
    """
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(CALIBRATION_BINS, len(order))) if len(order) else []
    return [
        {"confidence": float(confidence[part].mean()), "accuracy": float(right[part].mean()), "n": len(part)}
        for part in parts
    ]


def calibration_error(confidence: Confidence, right: npt.NDArray[np.bool_]) -> float:
    """Mean distance, 0..1, between what answers claim and how often they are right; of no answers, 0."""
    bins = reliability(confidence, right)
    apart = sum(row["n"] * abs(row["confidence"] - row["accuracy"]) for row in bins)
    return apart / len(confidence) if bins else 0.0


def coverage_curve(confidence: Confidence, right: npt.NDArray[np.bool_]) -> list[dict[str, float]]:
    """How accurate the surest answers are, where the others are refused.

    For 20 shares of the answers, the largest first: the ``threshold`` of confidence that keeps it, the share as
    ``coverage``, and the ``accuracy`` of what is kept, 0..1.
    """
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order])
    points = []
    for step in range(COVERAGE_STEPS, 0, -1):
        kept = len(order) * step // COVERAGE_STEPS
        if kept:
            share = {"coverage": kept / len(order), "accuracy": float(hits[kept - 1] / kept)}
            points.append({"threshold": float(confidence[order[kept - 1]]), **share})
    return points


def accuracy_by_threshold(confidence: Confidence, right: npt.NDArray[np.bool_]) -> list[dict[str, float]]:
    """How many answers are at least as sure as each of `THRESHOLDS`, and how accurate those are.

    Each row has ``threshold``, ``coverage`` and ``accuracy``, 0..1, and how many are left ``wrong``; a threshold
    that no answer reaches has no row.

    >>> accuracy_by_threshold(np.array([0.4, 0.96, 0.97]), np.array([True, False, True]))[-1]
    {'threshold': 0.95, 'coverage': 0.6666666666666666, 'accuracy': 0.5, 'wrong': 1}
    """
    rows: list[dict[str, float]] = []
    for threshold in THRESHOLDS:
        kept = right[confidence >= threshold]
        if len(kept):
            share = {"coverage": len(kept) / len(right), "accuracy": float(kept.mean())}
            rows.append({"threshold": threshold, **share, "wrong": int((~kept).sum())})
    return rows


def measure(labels: Labels, probabilities: npt.NDArray[np.floating[Any]]) -> dict[str, Any]:
    """All figures of one model on one set, as JSON can hold them.

    ``labels (n,)`` and ``probabilities (n, 10)``. ``mistakes`` are the row numbers that were read wrong,
    ``mistake_labels`` what they show, and ``mistake_readings`` what was read.
    """
    predicted = probabilities.argmax(axis=1)
    right = predicted == labels
    confusion = confusion_matrix(labels, predicted)
    confidence = probabilities.max(axis=1) if len(labels) else np.empty(0)
    return {
        "n": len(labels),
        "accuracy": float(right.mean()) if len(labels) else 0.0,
        "interval": list(wilson_interval(int(right.sum()), len(labels))),
        "per_class": per_class(confusion),
        "confusion": confusion.tolist(),
        "calibration_error": calibration_error(confidence, right),
        "reliability": reliability(confidence, right),
        "coverage": coverage_curve(confidence, right),
        "thresholds": accuracy_by_threshold(confidence, right),
        "mistakes": np.flatnonzero(~right).tolist(),
        "mistake_labels": labels[~right].tolist(),
        "mistake_readings": predicted[~right].tolist(),
    }
