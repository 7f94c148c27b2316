"""What a session keeps of a reading: little, because a Reading holds its picture at the working size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from neuralite.images.decoding import SUFFIXES, Grey
from neuralite.listing import line
from neuralite.recognizer import DigitReading, Reading, Recognizer

PREVIEW_SIDE = 600


@dataclass(frozen=True)
class Kept:
    """A file that was read. ``load`` has its bytes again, ``told`` is the reading as JSON.

    ``zoom`` is how large a pixel of the upright picture is in the preview.
    """

    name: str
    load: Callable[[], bytes]
    single: bool
    preview: Image.Image
    zoom: float
    digits: tuple[DigitReading, ...]
    reason: str | None
    warnings: tuple[str, ...]
    told: dict[str, Any]

    @property
    def suffix(self) -> str:
        """The ending of the file's name, where it is one of a picture's."""
        ending = self.name.rpartition(".")[2].lower()
        return ending if ending in SUFFIXES else "png"

    def texts(self) -> dict[str, str]:
        """What every model that was asked reads, from left to right."""
        return {model: self.text(model) for model in self.digits[0].readings} if self.digits else {}

    def text(self, model: str) -> str:
        """What a model reads, from left to right."""
        return "".join(digit.readings[model].text for digit in self.digits)


def keep(recognizer: Recognizer, name: str, load: Callable[[], bytes], single: bool) -> Kept:
    """Read a picture with every model. Raises ImageError for what can't be decoded."""
    return kept(recognizer.read(load(), single), name, load, single)


def kept(reading: Reading, name: str, load: Callable[[], bytes], single: bool) -> Kept:
    """What is kept of a reading."""
    small = preview(reading.picture.grey)
    zoom = small.width / reading.picture.size[0]
    told = line(name, reading)
    return Kept(name, load, single, small, zoom, reading.digits, reading.reason, reading.warnings, told)


def preview(grey: Grey) -> Image.Image:
    """The picture in 8 bits, no larger than the page shows it."""
    image = Image.fromarray((grey * 255 + 0.5).astype(np.uint8))
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return image
