"""The paper under the ink: how bright it is at each pixel, and whether it is the lighter part.

    grey -> even light or uneven light, whichever lets ink and paper part best -> depth of the ink

Two accounts of the light are tried. Even light: one brightness everywhere, which bears a digit that touches
all four edges. Uneven light: a quadratic surface laid through the frame of the picture, then through all that
lies on it, which bears a lamp on one side and the dark corners of a lens.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.images.shadows import LEAST_SIDE, is_shadow, light_in_shadow
from neuralite.images.thresholds import otsu, separability

Grey = npt.NDArray[np.floating[Any]]

# Half a step of an 8-bit picture: anything less is rounding.
LEAST_DEPTH = 0.5 / 255
# The light is judged on a picture of at most this side: it has no finer detail, and it costs little.
LIGHT_SIDE = 64
# Uneven light must explain this much more of the picture, since it can bend to fit anything a little. Of 0,
# 0.01, 0.02 and 0.1 it read most of 800 made scenes and 800 tight crops of validation digits.
EVEN_LIGHT_BONUS = 0.01
# Where there is less than this share of the most light, more noise than ink would be made visible. Not measured.
LEAST_LIGHT = 0.2
# Ink and paper must part so well for a shadow to be believed: made scenes in shadow have 0.8 and more.
SHADED_SEPARABILITY = 0.75
# In shadow, what is less deep than this share of the level between ink and paper is paper.
SHADED_LEAST_DEPTH = 0.5
# The frame is this share of the shorter side wide.
FRAME_SHARE = 0.08
# Residuals of normal noise beyond this many standard deviations are no noise.
NOISE_REACH = 3.0
# A picture of nothing but light: its surface explains so much of the variance, and nothing is farther from it than this
# many standard deviations. Tight crops of 700 validation digits reach 0.88 of the one, 40 digits in shadow 0.76.
ALL_LIGHT = 0.9
BLANK_REACH = 6.0
# Where light falls steeply, a small picture's last row and column, which its pixels may not fill, are off by so much.
LEAST_APART = 2 / 255
# The median absolute residual of normal noise is this part of its standard deviation.
MEDIAN_TO_DEVIATION = 1.4826
# A border that is clearly light (or dark) decides; between the two the whole picture does.
CLEAR_MAJORITY = 0.65


def depth_of_ink(grey: Grey, small: Grey | None = None) -> tuple[Grey, bool]:
    """How far each pixel is from its paper towards the ink (signed, 0..1), and whether the paper is light.

    ``grey (height, width)`` is 0 black to 1 white, and ``small`` what `shrunk` makes of it, where that is known.
    Rounding errors count as 0; so does a picture of one colour, whose paper counts as light.
    """
    small = shrunk(grey) if small is None else small
    level, light = _even_or_uneven_light(small)
    ink = np.clip(_towards_ink(level - small, light), 0, 1)
    if min(grey.shape) >= LEAST_SIDE and is_shadow(ink > otsu(ink)):
        shaded = light_in_shadow(small)
        if separability(np.clip(shaded - small, 0, 1)) >= SHADED_SEPARABILITY:
            return _in_shadow(shaded, grey), True
    depth = level - grey if isinstance(level, float) else below(enlarged(level, grey.shape), grey, light)
    depth = _towards_ink(depth, light)
    depth *= np.abs(depth) >= LEAST_DEPTH
    return depth, light


def _in_shadow(shaded: Grey, grey: Grey) -> Grey:
    """Depth of dark ink in shadow, whose edge is known less well: what is far less deep than ink counts as 0."""
    depth = below(enlarged(shaded, grey.shape), grey, True)
    np.clip(depth, 0, 1, out=depth)
    depth *= depth >= SHADED_LEAST_DEPTH * otsu(depth)
    return depth


def _even_or_uneven_light(small: Grey) -> tuple[float | Grey, bool]:
    """The brightness of the paper, one for all or ``(height, width)``, and whether paper is the lighter part."""
    level, even_is_light = _even_light(small)
    if (small[_terms(*small.shape)[2].reshape(small.shape)] == level).all():
        # A drawing's frame is of one colour, and so is a surface through it.
        return level, even_is_light
    surface = _uneven_light(small)
    apart = surface - small
    if _is_all_light(small, apart):
        return surface, True
    uneven_is_light = bool(apart[np.abs(apart) > otsu(np.abs(apart))].sum() >= 0)
    even = separability(np.clip(_towards_ink(level - small, even_is_light), 0, 1))
    uneven = separability(np.clip(_towards_ink(apart, uneven_is_light), 0, 1))
    if even + EVEN_LIGHT_BONUS >= uneven:
        return level, even_is_light
    return surface, uneven_is_light


def _is_all_light(small: Grey, apart: Grey) -> bool:
    """Whether a picture shows nothing but uneven light: what is apart from its surface is no more than noise."""
    reach = BLANK_REACH * MEDIAN_TO_DEVIATION * float(np.median(np.abs(apart)))
    return bool(np.abs(apart).max() <= max(reach, LEAST_APART) and apart.var() <= (1 - ALL_LIGHT) * small.var())


def below(surface: Grey, grey: Grey, paper_is_light: bool) -> Grey:
    """How far ``grey`` is below the paper's surface (negative above it), were all of it lit as its brightest part.

    Ink takes away a share of the light that falls on it: in half the light it is half as deep. White on black is
    seldom ink on paper, and is taken as it is.
    """
    if not paper_is_light:
        return surface - grey
    share = surface / max(float(surface.max()), LEAST_DEPTH)
    np.maximum(share, LEAST_LIGHT, out=share)
    depth = surface - grey
    depth /= share
    return depth


def _towards_ink(below_paper: Grey, paper_is_light: bool) -> Grey:
    return below_paper if paper_is_light else -below_paper


def _block(shape: tuple[int, ...]) -> int:
    return -(-max(shape) // LIGHT_SIDE)


def shrunk(grey: Grey) -> Grey:
    """Means of square blocks, so that no side is over `LIGHT_SIDE`."""
    block = _block(grey.shape)
    if block == 1:
        return grey
    height, width = grey.shape
    full = np.pad(grey, ((0, -height % block), (0, -width % block)), mode="edge")
    rows = full.reshape(full.shape[0] // block, block, full.shape[1]).mean(axis=1, dtype=grey.dtype)
    return np.asarray(rows.reshape(len(rows), full.shape[1] // block, block).mean(axis=2, dtype=grey.dtype))


def enlarged(surface: Grey, shape: tuple[int, ...]) -> Grey:
    """The surface of a shrunk picture for a picture of ``shape``, linear between the middles of blocks."""
    block = _block(shape)
    if block == 1:
        return surface
    down, across = (_between(count, block, length) for count, length in zip(surface.shape, shape, strict=True))
    return np.asarray(down @ (surface @ across.T), dtype=surface.dtype)


@lru_cache(maxsize=16)
def _between(count: int, block: int, length: int) -> npt.NDArray[np.float32]:
    """Share ``(length, count)`` of each block of ``block`` pixels in each pixel: linear between the middles of two."""
    place = ((np.arange(length) + 0.5) / block - 0.5).clip(0, count - 1)
    shares = (1 - np.abs(place[:, None] - np.arange(count))).clip(min=0).astype(np.float32)
    shares.flags.writeable = False
    return shares


def _even_light(small: Grey) -> tuple[float, bool]:
    """The paper's one brightness, and whether it is the lighter part."""
    lighter = small > otsu(small)
    if not lighter.any():
        return float(np.median(small)), True
    edge = np.concatenate([lighter[0], lighter[-1], lighter[1:-1, 0], lighter[1:-1, -1]]).mean()
    unclear = 1 - CLEAR_MAJORITY < edge < CLEAR_MAJORITY
    light = bool(lighter.mean() > 0.5 if unclear else edge > 0.5)
    return float(np.median(small[lighter == light])), light


def _uneven_light(small: Grey) -> Grey:
    """A quadratic surface through the paper, first as the frame shows it, then wherever it is met."""
    terms, products, paper = _terms(*small.shape)
    values = small.ravel().astype(np.float64)
    frame_terms, frame_products, frame = terms[paper], products[paper], values[paper]
    coefficients = _least_squares(frame_terms, frame_products, frame, np.ones(len(frame)))
    for _ in range(7):
        # Weights of one over the residual minimise its absolute value: ink across the frame weighs little.
        weight = 1 / np.maximum(np.abs(frame - frame_terms @ coefficients), LEAST_DEPTH)
        coefficients = _least_squares(frame_terms, frame_products, frame, weight)
    surface = terms @ coefficients
    fitted = np.zeros(len(values), bool)
    for _ in range(4):
        residual = np.abs(values - surface)
        noise = MEDIAN_TO_DEVIATION * float(np.median(residual[paper]))
        paper = residual <= max(NOISE_REACH * noise, LEAST_DEPTH)
        if paper.sum() < terms.shape[-1] or (paper == fitted).all():
            break
        fitted = paper
        surface = terms @ _least_squares(terms, products, values, paper.astype(np.float64))
    return np.asarray(surface.reshape(small.shape), dtype=small.dtype)


@lru_cache(maxsize=4)
def _terms(height: int, width: int) -> tuple[Grey, Grey, npt.NDArray[np.bool_]]:
    """The terms ``(n, 6)`` of a quadratic surface at each pixel, their products ``(n, 36)``, and the frame ``(n,)``."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    products = (terms[:, :, None] * terms[:, None]).reshape(-1, 36)
    edge = max(1, round(FRAME_SHARE * min(height, width)))
    frame = np.ones((height, width), bool)
    frame[edge : height - edge, edge : width - edge] = False
    tables = terms, products, frame.ravel()
    for table in tables:
        table.flags.writeable = False
    return tables


def _least_squares(terms: Grey, products: Grey, values: Grey, weight: Grey) -> Grey:
    """Coefficients ``(6,)`` that minimise the weighted sum of squared residuals, by the normal equations."""
    normal = (weight @ products).reshape(6, 6)
    # A page one pixel high leaves some terms undecided: next to nothing on the diagonal sets those to zero.
    normal += 1e-10 * np.trace(normal) * np.eye(6)
    return np.asarray(np.linalg.solve(normal, (weight * values) @ terms))
