"""Digits as other hands might have written them: batches in, batches out.

    pictures -> thicker or thinner strokes -> rotated, scaled, sheared, bent
             -> blur, contrast, few pixels -> centred again

All pictures of a batch go through each step at once. Where a pixel of the result comes from is a sum of smooth
functions of its place, with random weights for each picture: x and y make rotations, scales and shears, and waves
make the elastic bends. So the places of a whole batch are one matrix product.

After Simard et al. ("Best Practices for Convolutional Neural Networks", 2003) and Ciresan et al. ("Deep, Big,
Simple Neural Nets", 2010).
"""

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from neuralite.images.normalization import area_weights, recenter

Pictures = npt.NDArray[np.float32]

SIDE = 28
PIXELS = SIDE * SIDE
# Pictures at a time: so few that all that is known of them stays in the processor's cache.
CHUNK = 64
# Share of an elastic field's variance that the waves must reach; the rest is too fine to see.
LEAST_VARIANCE = 0.99
# A small picture's pixels along the field: MNIST's box is then 10 to 19 of them high.
FEW_PIXELS = 14, 28
# Of small pictures, so many keep their greys; the others have edges up to exp(3) times as hard, at a level by lot.
GREY, HARDEST, LEVELS = 0.3, 3.0, (0.3, 0.6)


@dataclass(frozen=True)
class Augmentation:
    """How far pictures are changed; each figure is the most, and what a picture gets is uniform up to it.

    ``rotation`` in degrees, ``scale`` and ``shear`` as shares, ``shift`` in pixels off MNIST's centre.
    ``elastic`` is alpha of Simard's fields: uniform noise smoothed with a Gaussian of ``sigma`` pixels, times
    alpha. ``thicker`` and ``thinner`` are in pixels on each side of a stroke, up to 1. ``blur`` is the share of
    a picture that is spread over its neighbours, ``contrast`` how much its values are stretched and cut.
    ``coarse`` is the share of all pictures that are as few pixels would show them (see `coarsen`).
    """

    rotation: float = 12.0
    scale: float = 0.12
    shear: float = 0.15
    shift: float = 0.5
    elastic: float = 36.0
    sigma: float = 5.0
    thicker: float = 0.0
    thinner: float = 0.0
    blur: float = 0.0
    contrast: float = 0.0
    coarse: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would turn pictures inside out."""
        if not all(0 <= figure < math.inf for figure in asdict(self).values()) or not self.sigma:
            raise ValueError("the figures of an augmentation are numbers of at least 0, and sigma is above 0")
        if max(self.scale, self.thicker, self.thinner, self.blur, self.coarse) > 1:
            raise ValueError("scale, thicker, thinner, blur and coarse are at most 1")

    def times(self, factor: float) -> "Augmentation":
        """The same changes, so many times as far."""
        figures = {name: value * factor for name, value in asdict(self).items()}
        return Augmentation(**figures | {"sigma": self.sigma})

    def to_json(self) -> dict[str, Any]:
        """The figures as a card tells them."""
        return asdict(self)

    def __call__(self, images: npt.NDArray[np.uint8], rng: np.random.Generator) -> Pictures:
        """Pictures ``(n, 28, 28)``, 0 paper to 255 ink, changed: ``(n, 28, 28)``, 0 paper to 1 ink."""
        changed = np.empty(images.shape, np.float32)
        for start in range(0, len(images), CHUNK):
            part = images[start : start + CHUNK].astype(np.float32)
            part *= np.float32(1 / 255)
            changed[start : start + CHUNK] = self._change(part, rng)
        return changed

    def _change(self, pictures: Pictures, rng: np.random.Generator) -> Pictures:
        if self.thicker or self.thinner:
            pictures = thicken(pictures, rng.uniform(-self.thinner, self.thicker, len(pictures)))
        weights = self._weights(len(pictures), rng)
        # Centring undoes whole pixels of a shift: they come after it.
        whole = np.rint(weights[:, :, 2])
        weights[:, :, 2] -= whole
        pictures = warp(pictures, weights, self.sigma)
        if self.blur:
            pictures = blur(pictures, rng.uniform(0, self.blur, len(pictures)))
        if self.contrast:
            pictures = stretch(pictures, rng.uniform(0, self.contrast, len(pictures)))
        if self.coarse:
            chosen = rng.random(len(pictures)) < self.coarse
            pictures[chosen] = coarsen(pictures[chosen], rng)
        return recenter(pictures, -whole.T.astype(np.intp))

    def _weights(self, n: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
        """Random weights ``(n, 2, 3 + waves)`` of the functions that make a picture's places."""
        waves = basis(self.sigma).shape[0] - 3
        weights = np.empty((n, 2, 3 + waves), np.float32)
        angle = np.deg2rad(rng.uniform(-self.rotation, self.rotation, n))
        height, width = rng.uniform(1 - self.scale, 1 + self.scale, (2, n))
        shear = rng.uniform(-self.shear, self.shear, n)
        # The way back, from the new place to the old: the inverse of scale, then shear, then rotation.
        cos, sin = np.cos(angle), np.sin(angle)
        weights[:, 0, 0], weights[:, 0, 1] = cos / height, sin / height
        weights[:, 1, 0], weights[:, 1, 1] = (shear * cos - sin) / width, (shear * sin + cos) / width
        weights[:, :, 2] = rng.uniform(-self.shift, self.shift, (n, 2))
        rms = rng.uniform(0, self.elastic, (n, 1, 1)) * root_mean_square(self.sigma)
        weights[:, :, 3:] = rng.standard_normal((n, 2, waves), np.float32) * rms
        return weights


def root_mean_square(sigma: float) -> float:
    """Root mean square, in pixels, of uniform noise from -1 to 1 that was smoothed with a Gaussian of ``sigma``.

    >>> round(34 * root_mean_square(4.0), 1)  # Simard's figures
    1.4
    """
    return float(np.sqrt(1 / 3) / (2 * sigma * np.sqrt(np.pi)))


@lru_cache(maxsize=8)
def basis(sigma: float) -> npt.NDArray[np.float32]:
    """The functions ``(3 + waves, 784)`` of a pixel's place: y and x from the middle, 1, and the waves.

    A Gaussian of ``sigma`` makes of white noise a field whose covariance is exp(-d^2 / (4 sigma^2)). Along one
    axis, its principal components are the waves; the products of two of them make the field of a picture.
    Weighted with standard normal numbers, they give a field of variance 1.
    """
    place = np.arange(SIDE) - (SIDE - 1) / 2
    covariance = np.exp(-((place[:, None] - place) ** 2) / (4 * sigma**2))
    variance, component = np.linalg.eigh(covariance)
    waves = (component * np.sqrt(variance.clip(min=0))).T[::-1]
    products = np.einsum("ay,bx->abyx", waves, waves).reshape(-1, PIXELS)
    share = (products**2).sum(axis=1)
    order = np.argsort(-share, kind="stable")
    needed = 1 + int(np.searchsorted(np.cumsum(share[order]), LEAST_VARIANCE * share.sum()))
    y, x = np.mgrid[:SIDE, :SIDE].reshape(2, -1) - (SIDE - 1) / 2
    functions = np.concatenate([[y, x, np.ones(PIXELS)], products[order[:needed]]]).astype(np.float32)
    functions.flags.writeable = False
    return functions


def warp(pictures: Pictures, weights: npt.NDArray[np.float32], sigma: float) -> Pictures:
    """Each pixel taken from its place in the old picture, linear between pixels; outside is paper."""
    n, wide = len(pictures), SIDE + 2
    framed = np.zeros((n, wide, wide), np.float32)
    framed[:, 1:-1, 1:-1] = pictures
    places = weights.reshape(2 * n, -1) @ basis(sigma)
    # Within the frame of paper, a hair from its end, so that the pixel below and to the right is there too.
    places += np.float32(wide / 2 - 0.5)
    np.clip(places, 0, np.float32(wide - 1.001), out=places)
    whole = np.floor(places)
    places -= whole
    y, x = places.reshape(n, 2, PIXELS).transpose(1, 0, 2)
    top, left = whole.reshape(n, 2, PIXELS).transpose(1, 0, 2)
    start = np.arange(n, dtype=np.float32)[:, None] * np.float32(wide * wide)
    corner = (top * np.float32(wide) + left + start).astype(np.intp)
    flat = framed.reshape(-1)
    upper, lower = (_between(flat[row:], flat[row + 1 :], corner, x) for row in (0, wide))
    lower -= upper
    lower *= y
    lower += upper
    return lower.reshape(n, SIDE, SIDE)


def _between(left: Pictures, right: Pictures, corner: npt.NDArray[np.intp], share: Pictures) -> Pictures:
    a, b = left.take(corner), right.take(corner)
    b -= a
    b *= share
    b += a
    return b


def thicken(pictures: Pictures, pixels: npt.NDArray[np.floating[Any]]) -> Pictures:
    """Strokes thicker by ``pixels (n,)`` on each side, or thinner where that is below zero; from -1 to 1.

    The largest (or smallest) of each pixel and its four neighbours is one pixel more (or less); between, a
    mixture.
    """
    framed = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    neighbours = framed[:, :-2, 1:-1], framed[:, 2:, 1:-1], framed[:, 1:-1, :-2], framed[:, 1:-1, 2:]
    most, least = pictures.copy(), pictures.copy()
    for neighbour in neighbours:
        np.maximum(most, neighbour, out=most)
        np.minimum(least, neighbour, out=least)
    degree = pixels.astype(np.float32)[:, None, None]
    target = np.where(degree > 0, most, least)
    target -= pictures
    target *= np.abs(degree)
    target += pictures
    return target


def blur(pictures: Pictures, share: npt.NDArray[np.floating[Any]]) -> Pictures:
    """Each picture mixed with its 3x3 binomial blur, of which it gets ``share (n,)``, 0..1."""
    framed = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    rows = framed[:, :-2] + framed[:, 2:]
    rows += 2 * framed[:, 1:-1]
    soft = rows[:, :, :-2] + rows[:, :, 2:]
    soft += 2 * rows[:, :, 1:-1]
    soft *= np.float32(1 / 16)
    soft -= pictures
    soft *= share.astype(np.float32)[:, None, None]
    soft += pictures
    return soft


def stretch(pictures: Pictures, contrast: npt.NDArray[np.floating[Any]]) -> Pictures:
    """Values stretched around the middle by 1 + ``contrast (n,)`` and cut to 0..1: harder edges."""
    factor = (1 + contrast).astype(np.float32)[:, None, None]
    return np.asarray(np.clip((pictures - np.float32(0.5)) * factor + np.float32(0.5), 0, 1))


def coarsen(pictures: Pictures, rng: np.random.Generator) -> Pictures:
    """Pictures ``(n, 28, 28)`` as they look in few pixels, all in as many: 14 to 27 along the field.

    What a small scan, a thumbnail or a paint program without soft edges leaves of a digit: some in grey, some in
    black and white.
    """
    down, up = _few_pixels(int(rng.integers(*FEW_PIXELS)))
    few = down @ pictures @ down.T
    level, hard, grey = rng.random((3, len(few), 1, 1), np.float32)
    level = LEVELS[0] + (LEVELS[1] - LEVELS[0]) * level
    deepest = few.max(axis=(1, 2), keepdims=True).clip(np.float32(1e-3))
    few /= deepest
    edged = (few - level) * np.exp(HARDEST * hard) + level
    few = np.where(grey < GREY, few, edged.clip(0, 1))
    return np.asarray((up @ few @ up.T).clip(0, 1))


@lru_cache(maxsize=FEW_PIXELS[1])
def _few_pixels(count: int) -> tuple[Pictures, Pictures]:
    """The matrices ``(count, 28)`` and ``(28, count)`` that make few pixels of a field's and the field of few."""
    return area_weights(SIDE, count).astype(np.float32), area_weights(count, SIDE).astype(np.float32)
