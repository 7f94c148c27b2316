"""Figures from numbers, for files and print; the only place that imports matplotlib.

Each function draws on ``ax``, or on a new figure of its own, and returns the axes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Two colours of Okabe and Ito's palette, told apart by the colour-blind; the line style tells them apart too.
TRAINING = {"color": "#0072B2", "linestyle": "-", "label": "training"}
VALIDATION = {"color": "#D55E00", "linestyle": "--", "label": "validation"}


def _new_axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    return Figure(figsize=size, layout="constrained").add_subplot() if ax is None else ax


def _curves(
    epochs: Sequence[dict[str, Any]], field: str, scale: float, label: str, title: str, ax: Axes | None
) -> Axes:
    ax = _new_axes(ax, (6.4, 4.0))
    numbers = [epoch["number"] for epoch in epochs]
    for part, style in (("training", TRAINING), ("validation", VALIDATION)):
        ax.plot(numbers, [epoch[f"{part}_{field}"] * scale for epoch in epochs], **style)  # type: ignore[arg-type]
    best = max((epoch for epoch in epochs if epoch["best"]), key=lambda epoch: epoch["number"])
    ax.axvline(best["number"], color="0.6", linewidth=0.8, zorder=0, label=f"kept: epoch {best['number']}")
    ax.set(xlabel="epoch", ylabel=label, title=title, xlim=(1, max(numbers[-1], 2)))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def loss_curve(epochs: Sequence[dict[str, Any]], title: str, ax: Axes | None = None) -> Axes:
    """Cross-entropy of training and validation by epoch; ``epochs`` are the records of a card."""
    ax = _curves(epochs, "loss", 1.0, "cross-entropy (log scale)", title, ax)
    ax.set_yscale("log")
    return ax


def accuracy_curve(epochs: Sequence[dict[str, Any]], title: str, ax: Axes | None = None) -> Axes:
    """Accuracy of training and validation in percent by epoch."""
    return _curves(epochs, "accuracy", 100.0, "accuracy (%)", title, ax)


def confusion_matrix(confusion: npt.ArrayLike, title: str, ax: Axes | None = None) -> Axes:
    """Counts of label (row) against reading (column), shaded by the share of mistakes in the row."""
    ax = _new_axes(ax, (5.8, 5.6))
    counts = np.asarray(confusion)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0.0, shares)
    ax.imshow(mistakes, cmap="Oranges", vmin=0.0, vmax=max(float(mistakes.max()), 0.001) * 1.3)
    for row, column in np.ndindex(counts.shape):
        right = row == column
        if counts[row, column]:
            style = "bold" if right else "normal"
            ax.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, fontweight=style)
    digits = range(len(counts))
    ax.set(xlabel="read as", ylabel="label", title=title, xticks=digits, yticks=digits)
    return ax


def coverage_curve(points: Sequence[dict[str, float]], title: str, ax: Axes | None = None) -> Axes:
    """Mistakes in percent of the answers that are kept, by the share that is kept where the least sure are refused."""
    ax = _new_axes(ax, (6.4, 4.0))
    kept = [100 * point["coverage"] for point in points]
    ax.plot(kept, [100 * (1 - point["accuracy"]) for point in points], color="#0072B2", marker="o", markersize=3)
    ax.set(xlabel="answers kept, the surest first (%)", ylabel="of them wrong (%)", title=title, xlim=(0, 100))
    ax.set_ylim(bottom=0)
    ax.grid(alpha=0.3)
    return ax


def of_card(card: dict[str, Any]) -> dict[str, Axes]:
    """The figures of a model's card, by kind: confusion and coverage on MNIST's test set, loss and accuracy by epoch.

    A card that tells of no epochs has none of the last two.
    """
    title, test = card.get("title") or "A model", card["metrics"]["test"]
    figures = {
        "confusion": confusion_matrix(test["confusion"], f"{title}: MNIST test set"),
        "coverage": coverage_curve(test["coverage"], f"{title}: MNIST test set"),
    }
    if epochs := card.get("epochs"):
        figures["loss"] = loss_curve(epochs, f"{title}: loss")
        figures["accuracy"] = accuracy_curve(epochs, f"{title}: accuracy")
    return figures


def save_all(figures: dict[str, Axes], folder: Path, name: str) -> None:
    """Write the figures as NAME-KIND.png."""
    for kind, ax in figures.items():
        save(ax, folder / f"{name}-{kind}.png")


def save(ax: Axes, path: Path) -> None:
    """Write the axes' figure as a PNG."""
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.savefig(path, dpi=120)
