"""Ink that a pen would leave: MNIST's digits enlarged, or drawn again with a pen of any width, and drawn digits.

    28x28 -> enlarged -> its middle line -> drawn with a pen
    strokes -> shaken a little, rounded -> drawn with a pen
    both -> on a page with paper around it

Ink is ``(height, width)``, float32, 0 paper to 1 ink.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from neuralite.images.normalization import crop
from neuralite.training.strokes import parse, shaken, thinned

Ink = npt.NDArray[np.float32]

# Lines are drawn so many times larger and reduced, for soft edges.
OVERSAMPLING = 4
# The middle line is sought in digits of this side: fine enough to be smooth, small enough to be quick.
THINNING_SIDE = 84
# How often corners are cut, and how far an unsteady hand misses a point, as a share of the height.
CUTS, UNSTEADY = 3, 0.015

# Digits as hands draw them beside MNIST's: name -> (label, strokes "x,y x,y ... / x,y ..."), in hundredths of the
# digit's height, y downwards. Corners are rounded, but for points that are there twice.
DRAWN: dict[str, tuple[int, str]] = {
    "plain 0": (0, "50,0 20,8 10,50 20,92 50,100 80,92 90,50 80,8 50,0"),
    "slashed 0": (0, "50,0 20,8 10,50 20,92 50,100 80,92 90,50 80,8 50,0 / 78,16 22,84"),
    "plain 1": (1, "50,0 50,100"),
    "1 with a flag": (1, "25,25 55,0 55,0 55,100"),
    "1 with flag and foot": (1, "25,22 50,0 50,0 50,100 / 25,100 75,100"),
    "plain 2": (2, "15,25 25,2 70,0 85,30 15,100 15,100 15,100 90,100"),
    "looped 2": (2, "15,20 40,0 80,10 75,45 20,95 12,80 35,78 65,100 92,90"),
    "plain 3": (3, "15,10 50,0 85,20 60,45 40,48 40,48 85,55 90,85 50,100 10,88"),
    "flat 3": (3, "15,0 15,0 80,0 80,0 40,42 40,42 90,50 85,90 45,100 10,88"),
    "open 4": (4, "20,0 15,60 15,60 90,60 / 72,5 70,100"),
    "closed 4": (4, "65,100 65,0 65,0 10,68 10,68 90,68"),
    "plain 5": (5, "85,0 25,0 25,0 20,45 20,45 75,40 92,70 70,100 12,92"),
    "broken 5": (5, "22,8 20,48 20,48 75,42 92,70 70,100 12,92 / 34,0 88,0"),
    "plain 6": (6, "75,0 35,20 12,65 30,100 75,98 85,65 55,50 20,65"),
    "plain 7": (7, "10,0 10,0 88,0 88,0 40,100"),
    "crossed 7": (7, "10,0 10,0 88,0 88,0 40,100 / 35,50 85,47"),
    "7 with a serif": (7, "10,18 10,0 10,0 88,0 88,0 42,100"),
    "plain 8": (8, "50,48 15,30 30,0 70,0 85,30 50,48 10,72 30,100 70,100 90,72 50,48"),
    "two-ring 8": (8, "50,0 20,8 20,42 50,48 80,42 80,8 50,0 / 50,48 12,58 12,95 50,100 88,95 88,58 50,48"),
    "plain 9": (9, "80,30 70,2 30,2 15,35 45,50 80,30 80,30 75,100"),
    "hooked 9": (9, "82,25 60,0 25,5 15,35 50,50 80,30 80,75 60,100 20,92"),
}


def enlarged(digit: npt.NDArray[np.uint8], side: int) -> Ink:
    """A digit ``(28, 28)``, 0 to 255, as ink ``(side, side)`` with smooth, crisp edges, as thick as it was."""
    factor = side / len(digit)
    smooth = ndimage.zoom(digit / 255, factor, order=3, mode="grid-constant", grid_mode=True)
    # Half the ink is where MNIST's own edge lies; the edge is to be one or two of the new pixels wide.
    return np.asarray(np.clip((smooth - 0.5) * max(1.0, factor / 2) + 0.5, 0, 1), dtype=np.float32)


def drawn_again(digit: npt.NDArray[np.uint8], side: int, width: float) -> Ink:
    """A digit ``(28, 28)``, 0 to 255, as a pen ``width`` pixels wide would draw it: ink ``(side, side)``."""
    y, x = (np.argwhere(middle_line(digit)).T + 0.5) * side / THINNING_SIDE
    clear = np.ones((side, side), bool)
    clear[y.astype(int).clip(0, side - 1), x.astype(int).clip(0, side - 1)] = False
    if clear.all():
        return np.zeros((side, side), np.float32)
    return along_spots(clear, width, max(1.0, side / THINNING_SIDE))


def middle_line(digit: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """The line one pixel wide in the middle of a digit's strokes, `THINNING_SIDE` pixels high and wide."""
    (line,) = thinned((enlarged(digit, THINNING_SIDE) > 0.5)[None])
    return np.asarray(line)


def along_spots(clear: npt.NDArray[np.bool_], width: float, apart: float) -> Ink:
    """Ink of a pen ``width`` pixels wide along spots, where it is not ``clear``, so far ``apart``."""
    # Drawn a little thick and smoothed, the spots are one line again.
    away = ndimage.gaussian_filter(ndimage.distance_transform_edt(clear), apart)
    return np.asarray(np.clip((max(width, apart) + apart) / 2 - away + 0.5, 0, 1), dtype=np.float32)


def drawn(strokes: str, side: int, width: float, rng: np.random.Generator) -> Ink:
    """Strokes, written as in `DRAWN`, as ink ``side`` pixels high and a pen's width more, by an unsteady hand."""
    slant, narrow = rng.uniform(-0.15, 0.15), rng.uniform(0.6, 0.85)
    margin = width + side / 4
    page = Image.new("L", (round((side + 2 * margin) * OVERSAMPLING),) * 2)
    for line in shaken([points[:, ::-1] for points in parse(strokes)], rng, UNSTEADY, CUTS):
        line[:, 0] = 0.5 + (line[:, 0] - 0.5) * narrow + slant * (0.5 - line[:, 1])
        _draw(ImageDraw.Draw(page), (line * side + margin) * OVERSAMPLING, round(width * OVERSAMPLING))
    return np.asarray(crop(np.asarray(page.reduce(OVERSAMPLING), dtype=np.float32) / np.float32(255)))


def _draw(canvas: ImageDraw.ImageDraw, points: npt.NDArray[np.float64], width: int) -> None:
    """A line with round ends and joints."""
    canvas.line([(float(x), float(y)) for x, y in points], fill=255, width=width)
    for x, y in points:
        canvas.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)


def page_of(ink: Ink, height: int, rng: np.random.Generator, margin: float = 0.5) -> Ink:
    """Ink somewhere on a page, with at least ``margin`` of ``height`` of paper on every side of it."""
    inked = crop(ink)
    above, below, left, right = (rng.uniform(margin, margin + 0.3, 4) * height).round().astype(int)
    return np.pad(inked, ((above, below), (left, right)))


def any_page(digit: npt.NDArray[np.uint8], rng: np.random.Generator) -> Ink:
    """A digit ``(28, 28)`` on a page of its own, 40 to 320 pixels high, with MNIST's pen or another as usual as it."""
    side = round(40 * 8 ** rng.uniform())
    pen = rng.uniform(0.05, 0.12) * side
    ink = enlarged(digit, side) if rng.random() < 0.5 or pen < 3 else drawn_again(digit, side, pen)
    return page_of(ink, side, rng, margin=rng.uniform(0.3, 0.8))
