"""The figures show the numbers they were given, on the axes they were given, and are written as PNGs."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from neuralite import plots


@pytest.fixture
def epochs() -> list[dict[str, Any]]:
    """Three epochs, of which the second was kept."""
    losses, accuracies = [(0.9, 0.7), (0.5, 0.6), (0.2, 0.8)], [(0.7, 0.8), (0.9, 0.85), (0.95, 0.82)]
    return [
        {
            "number": number,
            "training_loss": loss[0],
            "validation_loss": loss[1],
            "training_accuracy": accuracy[0],
            "validation_accuracy": accuracy[1],
            "best": number < 3,
        }
        for number, loss, accuracy in zip((1, 2, 3), losses, accuracies, strict=True)
    ]


def curve(ax: Axes, label: str) -> list[tuple[float, float]]:
    line = next(line for line in ax.get_lines() if line.get_label() == label)
    return [(float(x), float(y)) for x, y in np.column_stack([line.get_xdata(), line.get_ydata()])]


def test_the_loss_curve_is_the_losses_by_epoch(epochs: list[dict[str, Any]]) -> None:
    ax = plots.loss_curve(epochs, "mine: loss")
    assert curve(ax, "training") == [(1, 0.9), (2, 0.5), (3, 0.2)]
    assert curve(ax, "validation") == [(1, 0.7), (2, 0.6), (3, 0.8)]
    assert (ax.get_title(), ax.get_xlabel(), ax.get_yscale()) == ("mine: loss", "epoch", "log")


def test_the_accuracy_curve_is_in_percent(epochs: list[dict[str, Any]]) -> None:
    ax = plots.accuracy_curve(epochs, "mine")
    assert np.array(curve(ax, "validation")) == pytest.approx(np.array([(1, 80), (2, 85), (3, 82)]))
    assert ax.get_ylabel() == "accuracy (%)"


def test_the_epoch_that_was_kept_is_marked(epochs: list[dict[str, Any]]) -> None:
    assert curve(plots.loss_curve(epochs, ""), "kept: epoch 2")[0][0] == 2


def test_curves_are_told_apart_without_colour(epochs: list[dict[str, Any]]) -> None:
    styles = {line.get_label(): line.get_linestyle() for line in plots.loss_curve(epochs, "").get_lines()}
    assert styles["training"] != styles["validation"]


def test_one_epoch_is_enough_for_a_curve(epochs: list[dict[str, Any]], tmp_path: Path) -> None:
    plots.save(plots.loss_curve(epochs[:1], "mine"), tmp_path / "loss.png")
    assert (tmp_path / "loss.png").is_file()


@pytest.fixture
def confusion() -> np.ndarray:
    """Twenty of each digit, all read right but five fours that were read as nines."""
    counts = 20 * np.eye(10, dtype=np.int64)
    counts[4, 4], counts[4, 9] = 15, 5
    return counts


def test_the_confusion_has_a_row_a_label_and_a_column_a_reading(confusion: np.ndarray) -> None:
    ax = plots.confusion_matrix(confusion, "mine")
    texts = {tuple(map(round, text.get_position())): text.get_text() for text in ax.texts}
    # Columns run along x, and there is no text where nothing was counted.
    assert texts == {(digit, digit): "20" for digit in range(10)} | {(4, 4): "15", (9, 4): "5"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("read as", "label")


def test_only_mistakes_are_shaded(confusion: np.ndarray) -> None:
    image = plots.confusion_matrix(confusion, "").images[0]
    shades = np.asarray(image.get_array())
    assert [tuple(place) for place in np.argwhere(shades)] == [(4, 9)]
    assert shades[4, 9] == pytest.approx(0.25)


def test_a_faultless_confusion_is_drawn_too(tmp_path: Path) -> None:
    plots.save(plots.confusion_matrix(np.zeros((10, 10), np.int64), "none"), tmp_path / "confusion.png")
    assert (tmp_path / "confusion.png").is_file()


def test_the_coverage_curve_tells_how_many_of_the_kept_answers_are_wrong() -> None:
    points = [{"coverage": 1.0, "accuracy": 0.98}, {"coverage": 0.5, "accuracy": 1.0}]
    (line,) = plots.coverage_curve(points, "mine").get_lines()
    assert np.column_stack([line.get_xdata(), line.get_ydata()]) == pytest.approx(np.array([(100, 2), (50, 0)]))


def test_a_card_that_tells_of_no_epochs_has_no_curves_of_them(confusion: np.ndarray) -> None:
    card = {"metrics": {"test": {"confusion": confusion.tolist(), "coverage": []}}}
    assert plots.of_card(card).keys() == {"confusion", "coverage"}


def test_a_figure_is_drawn_on_the_axes_that_are_given(epochs: list[dict[str, Any]], confusion: np.ndarray) -> None:
    left, right = Figure().subplots(1, 2)
    assert plots.accuracy_curve(epochs, "", ax=left) is left
    assert plots.confusion_matrix(confusion, "", ax=right) is right


def test_a_png_shows_the_curves_in_their_colours(epochs: list[dict[str, Any]], tmp_path: Path) -> None:
    plots.save(plots.loss_curve(epochs, "mine"), tmp_path / "loss.png")
    with Image.open(tmp_path / "loss.png") as image:
        assert (image.format, image.size) == ("PNG", (768, 480))
        colours = np.asarray(image.convert("RGB")).reshape(-1, 3)
    for colour in ("#0072B2", "#D55E00"):
        assert (np.abs(colours - 255 * np.array(to_rgb(colour))).max(axis=1) < 2).sum() > 50
