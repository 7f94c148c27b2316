"""What light, camera and file do to a page: lamps, shadows, grain and the blocks of JPEG."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

Scene = npt.NDArray[np.floating[Any]]
Picture = npt.NDArray[np.uint8]
Rng = np.random.Generator


def lamp(shape: tuple[int, int], rng: Rng) -> Scene:
    """Light ``(h, w)`` of a lamp on one side: at the other, a third to two thirds of it are left."""
    along = _ramp(shape, rng.uniform(0, 2 * np.pi))
    return 1 - rng.uniform(0.35, 0.65) * along


def cast(shape: tuple[int, int], rng: Rng) -> Scene:
    """Light ``(h, w)`` with a shadow across part of it: its edge is straight, and sharp to soft."""
    along = _ramp(shape, rng.uniform(0, 2 * np.pi))
    edge, soft = rng.uniform(0.3, 0.7), rng.uniform(0.05, 0.2)
    return np.asarray(1 - rng.uniform(0.25, 0.5) * np.clip((along - edge) / soft + 0.5, 0, 1))


def _ramp(shape: tuple[int, int], angle: float) -> Scene:
    """From 0 to 1 across the page, in the direction of an angle."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    slope = np.cos(angle) * x + np.sin(angle) * y
    return np.asarray((slope - slope.min()) / np.ptp(slope))


def noisy(grey: Scene, deviation: float, rng: Rng) -> Scene:
    """Grey with normal noise of a deviation; its grain is one pixel or about two wide."""
    noise = rng.normal(0, 1, grey.shape)
    if rng.random() < 0.5:
        noise = ndimage.gaussian_filter(noise, 0.7)
    return np.asarray(grey + noise * deviation / noise.std())


def compressed(image: Picture, quality: int) -> Picture:
    """What comes back from a JPEG of that quality."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))
