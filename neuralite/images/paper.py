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
# The median absolute residual of normal noise is this part of its standard deviation.
MEDIAN_TO_DEVIATION = 1.4826
# A border that is clearly light (or dark) decides; between the two the whole picture does.
CLEAR_MAJORITY = 0.65


def depth_of_ink(grey: Grey) -> tuple[Grey, bool]:
    """How far each pixel is from its paper towards the ink (signed, 0..1), and whether the paper is light.

    ``grey (height, width)`` is 0 black to 1 white. Rounding errors count as 0; so does a picture of one colour,
    whose paper counts as light.
    """
    small = shrunk(grey)
    level, light = _even_or_uneven_light(small)
    ink = np.clip(_towards_ink(level - small, light), 0, 1)
    if min(grey.shape) >= LEAST_SIDE and is_shadow(ink > otsu(ink)):
        shaded = light_in_shadow(small)
        if separability(np.clip(shaded - small, 0, 1)) >= SHADED_SEPARABILITY:
            return _in_shadow(shaded, grey), True
    depth = level - grey if isinstance(level, float) else below(enlarged(level, grey.shape), grey, light)
    depth = _towards_ink(depth, light)
    depth[np.abs(depth) < LEAST_DEPTH] = 0
    return depth, light


def _in_shadow(shaded: Grey, grey: Grey) -> Grey:
    """Depth of dark ink in shadow, whose edge is known less well: what is far less deep than ink counts as 0."""
    depth = below(enlarged(shaded, grey.shape), grey, True).clip(0, 1)
    depth[depth < SHADED_LEAST_DEPTH * otsu(depth)] = 0
    return np.asarray(depth)


def _even_or_uneven_light(small: Grey) -> tuple[float | Grey, bool]:
    """The brightness of the paper, one for all or ``(height, width)``, and whether paper is the lighter part."""
    level, even_is_light = _even_light(small)
    surface = _uneven_light(small)
    apart = surface - small
    uneven_is_light = bool(apart[np.abs(apart) > otsu(np.abs(apart))].sum() >= 0)
    even = separability(np.clip(_towards_ink(level - small, even_is_light), 0, 1))
    uneven = separability(np.clip(_towards_ink(apart, uneven_is_light), 0, 1))
    if even + EVEN_LIGHT_BONUS >= uneven:
        return level, even_is_light
    return surface, uneven_is_light


def below(surface: Grey, grey: Grey, paper_is_light: bool) -> Grey:
    """How far ``grey`` is below the paper's surface (negative above it), were all of it lit as its brightest part.

    Ink takes away a share of the light that falls on it: in half the light it is half as deep. White on black is
    seldom ink on paper, and is taken as it is.
    """
    if not paper_is_light:
        return surface - grey
    brightest = max(float(surface.max()), LEAST_DEPTH)
    return np.asarray((surface - grey) / np.maximum(surface / brightest, LEAST_LIGHT))


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
    return _stretched(_stretched(surface.T, block, shape[1]).T, block, shape[0])


def _stretched(rows: Grey, block: int, length: int) -> Grey:
    """As many rows, ``length`` of them, as between the middles of blocks of ``block`` there are, linear between two."""
    place = ((np.arange(length) + 0.5) / block - 0.5).clip(0, len(rows) - 1)
    before = place.astype(np.intp)
    after = np.minimum(before + 1, len(rows) - 1)
    share = (place - before).astype(rows.dtype)[:, None]
    return np.asarray(rows[before] + share * (rows[after] - rows[before]))


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
    height, width = small.shape
    terms = _terms(height, width)
    edge = max(1, round(FRAME_SHARE * min(small.shape)))
    paper = np.ones(small.shape, bool)
    paper[edge : height - edge, edge : width - edge] = False
    frame_terms, frame = terms[paper], small[paper]
    coefficients = _least_squares(frame_terms, frame, np.ones(len(frame)))
    for _ in range(7):
        # Weights of one over the residual minimise its absolute value: ink across the frame weighs little.
        weight = 1 / np.maximum(np.abs(frame - frame_terms @ coefficients), LEAST_DEPTH)
        coefficients = _least_squares(frame_terms, frame, weight)
    surface = terms @ coefficients
    fitted = np.zeros(small.shape, bool)
    for _ in range(4):
        residual = np.abs(small - surface)
        noise = MEDIAN_TO_DEVIATION * float(np.median(residual[paper]))
        paper = residual <= max(NOISE_REACH * noise, LEAST_DEPTH)
        if paper.sum() < terms.shape[-1] or (paper == fitted).all():
            break
        fitted = paper
        surface = terms @ _least_squares(terms[paper], small[paper], np.ones(int(paper.sum())))
    return np.asarray(surface, dtype=small.dtype)


@lru_cache(maxsize=16)
def _terms(height: int, width: int) -> Grey:
    """The six terms of a quadratic surface at each pixel, ``(height, width, 6)``."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    terms.flags.writeable = False
    return np.asarray(terms)


def _least_squares(terms: Grey, values: Grey, weight: Grey) -> Grey:
    """Coefficients ``(6,)`` that minimise the weighted sum of squared residuals, by the normal equations."""
    weighted = terms * weight[:, None]
    normal = weighted.T @ terms
    # A page one pixel high leaves some terms undecided: next to nothing on the diagonal sets those to zero.
    normal += 1e-10 * np.trace(normal) * np.eye(len(normal))
    return np.asarray(np.linalg.solve(normal, weighted.T @ values))
