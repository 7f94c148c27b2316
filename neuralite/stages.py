"""The strip from a picture to what the models saw, step by step, for people to follow.

    Reading, one of its digits -> picture, ink, cut out, as thick as MNIST's, 20x20, 28x28

Nothing is computed that the recognizer did not: where a step can't be told from what the Reading keeps, it is left out.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import FIELD, crop, normalize, pad_to_square, quantize, resample
from neuralite.images.thickness import BOX, as_thick_as_usual
from neuralite.recognizer import DigitReading, Reading

Shown = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Stage:
    """One step: its name, a line of plain words, and the picture ``(h, w)`` as it then is, 0 black to 255 white."""

    title: str
    words: str
    picture: Shown


def stages(reading: Reading, digit: DigitReading) -> list[Stage]:
    """The steps that led to a digit of a reading, in their order."""
    return [_picture(reading), _ink(reading), *_digit(reading, digit), _field(digit)]


def _picture(reading: Reading) -> Stage:
    width, height = reading.picture.size
    scale = reading.picture.scale
    smaller = f", {scale} times smaller" if scale > 1 else ""
    return Stage(
        "The picture", f"{width} x {height} pixels, turned upright, without its colours{smaller}.", _white(reading)
    )


def _white(reading: Reading) -> Shown:
    return np.asarray(np.floor(reading.picture.grey * 255 + 0.5), dtype=np.uint8)


def _ink(reading: Reading) -> Stage:
    kind = ("darker", "light") if reading.ink.paper_is_light else ("lighter", "dark")
    words = f"The paper is {kind[1]}: what is {kind[0]} is ink. Light, shadow and grain are gone."
    return Stage("The ink", words, on_paper(reading.ink.ink))


def _digit(reading: Reading, digit: DigitReading) -> list[Stage]:
    """The steps between the ink of the page and the field, where the ink in the box of the digit is all its own."""
    ink = cut_out(reading, digit)
    if not ink.any():
        return []
    found = [Stage("Cut out", "The smallest box around the ink of this digit.", on_paper(ink))]
    if not np.array_equal(normalize(ink), digit.image):
        return found
    thick = as_thick_as_usual(ink)
    if thick.shape != ink.shape or not np.array_equal(thick, ink):
        words = "The strokes are drawn again, as thick as the pens of MNIST's writers."
        found.append(Stage("The pen", words, on_paper(crop(thick))))
    small = 255 - quantize(resample(pad_to_square(crop(thick))))
    words = f"In the middle of a square, and that made {BOX} x {BOX} pixels, each the mean of what it covers."
    return [*found, Stage(f"{BOX} x {BOX}", words, np.asarray(small, dtype=np.uint8))]


def _field(digit: DigitReading) -> Stage:
    words = (
        f"On {FIELD} x {FIELD} pixels, moved until its centre of mass is in the middle; white on black. "
        "This is all that the models see."
    )
    return Stage(f"{FIELD} x {FIELD}", words, digit.image)


def cut_out(reading: Reading, digit: DigitReading) -> npt.NDArray[np.floating[Any]]:
    """The ink ``(h, w)`` in the box of a digit, without empty rows and columns around it."""
    row, column = reading.ink.origin
    pixel = reading.ink.scale
    left, top, right, bottom = (np.array(digit.box) / reading.picture.scale - [column, row] * 2) / pixel
    rows = slice(max(int(np.floor(top)), 0), int(np.ceil(bottom)))
    columns = slice(max(int(np.floor(left)), 0), int(np.ceil(right)))
    ink = reading.ink.ink[rows, columns]
    return crop(ink) if ink.any() else ink


def on_paper(ink: npt.NDArray[np.floating[Any]]) -> Shown:
    """Ink, 0 to 1, dark on white."""
    return np.asarray(255 - np.floor(ink * 255 + 0.5), dtype=np.uint8)
