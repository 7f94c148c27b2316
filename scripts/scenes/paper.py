"""Paper of the world under a page of ink: from ink to a picture as a camera, a scanner or a screen has it.

    ink -> on a sheet, blank or printed -> in some light -> grain, JPEG blocks -> picture

A paper is a function ``(ink, rng) -> picture``: ink ``(height, width)``, 0 paper to 1 ink, with clear paper around
its digits; picture uint8, grey ``(h, w)``, ``(h, w, 3)`` or ``(h, w, 4)``. `PAPERS` has them all by name.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from scripts.scenes.light import cast, compressed, lamp, noisy

Ink = npt.NDArray[np.float32]
Scene = npt.NDArray[np.floating[Any]]
Picture = npt.NDArray[np.uint8]
Rng = np.random.Generator
Colours: TypeAlias = tuple[tuple[float, ...], ...]
Paper = Callable[[Ink, Rng], Picture]

WHITE_PAPERS = ((1.0, 1.0, 1.0), (0.96, 0.95, 0.92), (0.85, 0.85, 0.84))
COLOURED_PAPERS = ((1.0, 0.93, 0.45), (0.98, 0.72, 0.78), (0.65, 0.9, 0.68), (0.6, 0.8, 0.96), (0.93, 0.8, 0.6))
PENS = ((0.05, 0.05, 0.07), (0.08, 0.12, 0.5), (0.2, 0.2, 0.22))
COLOURED_PENS = ((0.75, 0.08, 0.1), (0.05, 0.4, 0.15), (0.1, 0.15, 0.7), (0.45, 0.1, 0.5), (0.3, 0.18, 0.08))
PENCILS = ((0.35, 0.35, 0.37), (0.45, 0.45, 0.47))
DARK_LINES = ((0.55, 0.68, 0.8), (0.62, 0.62, 0.62))
PRINTED_LINES = ((0.7, 0.78, 0.9), (0.72, 0.72, 0.72), (0.6, 0.8, 0.88), (0.85, 0.66, 0.66))
BOX_LINES = ((0.1, 0.1, 0.1), (0.45, 0.45, 0.45), (0.8, 0.25, 0.2), (0.3, 0.45, 0.75))
TABLES = ((0.12, 0.1, 0.09), (0.3, 0.18, 0.1), (0.2, 0.22, 0.25), (0.35, 0.33, 0.3))


def sheet(ink: Ink, colour: tuple[float, ...]) -> Scene:
    """Blank paper ``(h, w, 3)`` of one colour, as large as the page of ink."""
    return np.broadcast_to(np.array(colour), (*ink.shape, 3)).copy()


def written(paper: Scene, ink: Ink, colour: tuple[float, ...]) -> Scene:
    """Ink of a colour on paper; where it is half, the paper shines through."""
    return paper * (1 - ink[..., None]) + np.array(colour) * ink[..., None]


def picture(scene: Scene) -> Picture:
    """A scene, 0 to 1, in bytes."""
    return np.asarray(np.floor(scene.clip(0, 1) * 255 + 0.5), dtype=np.uint8)


def one_of(colours: Colours, rng: Rng) -> tuple[float, ...]:
    """A colour by lot."""
    return colours[rng.integers(len(colours))]


def height_of(ink: Ink) -> int:
    """How high the ink is, from its first row to its last; of a page without ink, a quarter of the page."""
    rows = np.flatnonzero((ink > 0.5).any(axis=1))
    return int(np.ptp(rows)) + 1 if rows.size else len(ink) // 4


def cells(ink: Ink, gap: float = 0.15) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each digit of a row: gaps between are over ``gap`` of its height."""
    rows = np.flatnonzero((ink > 0.1).any(axis=1))
    columns = np.flatnonzero((ink > 0.1).any(axis=0))
    if not rows.size:
        return []
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > gap * (np.ptp(rows) + 1)) + 1)
    return [(int(part[0]), int(rows[0]), int(part[-1]) + 1, int(rows[-1]) + 1) for part in parts]


def lines(shape: tuple[int, int], places: npt.NDArray[np.float64], thickness: float, axis: int) -> Scene:
    """Straight lines at rows (axis 0) or columns (axis 1), ``(h, w)``, 0 to 1, with soft edges."""
    along = np.arange(shape[axis]) + 0.5
    away = np.abs(along[:, None] - places).min(axis=1) if places.size else np.full(len(along), np.inf)
    profile = np.clip(thickness / 2 - away + 0.5, 0, 1)
    return np.broadcast_to(profile[:, None] if axis == 0 else profile, shape)


# ---- sheets: blank, coloured, printed


def plain(ink: Ink, rng: Rng) -> Picture:
    """Dark ink on white paper."""
    return picture(written(sheet(ink, one_of(WHITE_PAPERS, rng)), ink, one_of(PENS, rng)))


def coloured(ink: Ink, rng: Rng) -> Picture:
    """A coloured pen on coloured paper, of which at least one channel tells them well apart."""
    while True:
        paper, pen = one_of(COLOURED_PAPERS, rng), one_of(COLOURED_PENS, rng)
        if max(np.subtract(paper, pen)) > 0.4:
            return picture(written(sheet(ink, paper), ink, pen))


def pencil(ink: Ink, rng: Rng) -> Picture:
    """A faint pencil, a tenth to a fifth darker than its paper, with the paper's tooth in its strokes."""
    tooth = ndimage.gaussian_filter(rng.normal(0, 1, ink.shape), 0.8)
    strength = rng.uniform(0.1, 0.2) * (1 + 0.15 * tooth / tooth.std())
    grey = one_of(WHITE_PAPERS, rng)[0] - ink * strength + rng.normal(0, 0.004, ink.shape)
    return picture(grey)


def squared(ink: Ink, rng: Rng) -> Picture:
    """Ink on printed squares, a third to one and a half times as large as the ink is high."""
    return picture(printed(ink, rng, PRINTED_LINES, PENS, squares=True))


def ruled(ink: Ink, rng: Rng) -> Picture:
    """Ink on printed lines across the page with, on every other one, a margin."""
    return picture(printed(ink, rng, PRINTED_LINES, PENS, squares=False))


def pencil_on_squares(ink: Ink, rng: Rng) -> Picture:
    """A pencil on squares that are not much fainter."""
    return picture(printed(ink, rng, DARK_LINES, PENCILS, squares=True))


def dark_rules(ink: Ink, rng: Rng) -> Picture:
    """Ink on lines as dark as it, as forms and drawn tables have them."""
    return picture(printed(ink, rng, (PENS[0],), (PENS[0],), squares=False))


def printed(ink: Ink, rng: Rng, line_colours: Colours, pens: Colours, squares: bool) -> Scene:
    """Ink on squares or on lines, thin and evenly apart."""
    paper, colour = sheet(ink, one_of(WHITE_PAPERS, rng)), one_of(line_colours, rng)
    space = max(8.0, height_of(ink) * rng.uniform(0.35, 1.5) if squares else height_of(ink) * rng.uniform(0.7, 1.6))
    thickness = max(1.0, space * rng.uniform(0.015, 0.035))
    for axis in (0, 1) if squares else (0,):
        places = np.arange(rng.uniform(0, space), ink.shape[axis], space)
        paper = written(paper, lines(ink.shape, places, thickness, axis), colour)
    if not squares and rng.random() < 0.5:
        margin = np.array([rng.uniform(0.03, 0.12) * ink.shape[1]])
        paper = written(paper, lines(ink.shape, margin, thickness, 1), (0.9, 0.5, 0.5))
    return written(paper, ink, one_of(pens, rng))


def form_box(ink: Ink, rng: Rng) -> Picture:
    """A printed box round each digit, with a gap of a tenth to a third of its height."""
    paper, colour = sheet(ink, one_of(WHITE_PAPERS, rng)), one_of(BOX_LINES, rng)
    thickness = max(1.0, height_of(ink) * rng.uniform(0.01, 0.05))
    for left, top, right, bottom in cells(ink):
        gap = round((bottom - top) * rng.uniform(0.1, 0.35) + thickness)
        _outline(paper, (left - gap, top - gap, right + gap, bottom + gap), round(thickness), colour)
    return picture(written(paper, ink, one_of(PENS, rng)))


def touched_box(ink: Ink, rng: Rng) -> Picture:
    """A box printed in black or in a colour, into one or two of whose sides the digit reaches."""
    paper, colour = sheet(ink, one_of(WHITE_PAPERS, rng)), one_of(BOX_LINES, rng)
    thickness = round(max(1.0, height_of(ink) * rng.uniform(0.01, 0.05)))
    for left, top, right, bottom in cells(ink):
        gaps = (bottom - top) * rng.uniform(0.1, 0.35, 4) + thickness
        gaps[rng.integers(4, size=rng.integers(1, 3))] = rng.uniform(0, thickness)
        a, b, c, d = gaps.round().astype(int)
        _outline(paper, (left - a, top - b, right + c, bottom + d), thickness, colour)
    return picture(written(paper, ink, one_of(PENS, rng)))


def _outline(paper: Scene, box: tuple[int, int, int, int], thickness: int, colour: tuple[float, ...]) -> None:
    """A rectangle drawn in place, its lines inside the box; what is outside the page is not drawn."""
    height, width = paper.shape[:2]
    left, top, right, bottom = np.clip(box, 0, [width, height, width, height])
    inside = np.ones((bottom - top, right - left), bool)
    inside[thickness:-thickness, thickness:-thickness] = False
    paper[top:bottom, left:right][inside] = colour


def form_comb(ink: Ink, rng: Rng) -> Picture:
    """A printed line under a row of digits, with teeth between them."""
    paper, colour = sheet(ink, one_of(WHITE_PAPERS, rng)), one_of(BOX_LINES, rng)
    found = cells(ink)
    if found:
        height = found[0][3] - found[0][1]
        thickness, gap = round(max(1.0, height * rng.uniform(0.01, 0.03))), round(height * rng.uniform(0.12, 0.3))
        base = min(found[0][3] + gap, len(paper) - thickness)
        tooth = base - round(height * rng.uniform(0.2, 0.5))
        ends = [
            found[0][0] - gap,
            *((a[2] + b[0]) // 2 for a, b in pairwise(found)),
            found[-1][2] + gap,
        ]
        at = np.clip(ends, 0, paper.shape[1] - thickness)
        paper[base : base + thickness, at[0] : at[-1] + thickness] = colour
        for x in at:
            paper[tooth:base, x : x + thickness] = colour
    return picture(written(paper, ink, one_of(PENS, rng)))


def white_on_black(ink: Ink, rng: Rng) -> Picture:
    """Chalk: light ink on a dark board."""
    board = rng.uniform(0, 0.25)
    return picture(board + (rng.uniform(0.75, 1) - board) * ink)


def transparent(ink: Ink, rng: Rng) -> Picture:
    """Ink of any colour, black and white too, on nothing: ``(h, w, 4)``."""
    colour = one_of((*PENS, *COLOURED_PENS, (1.0, 1.0, 1.0)), rng)
    return picture(np.dstack([sheet(ink, colour), ink]))


# ---- light


def gradient(ink: Ink, rng: Rng) -> Picture:
    """A lamp on one side: at the other a third to two thirds of the light are left."""
    return picture(_plain_scene(ink, rng) * lamp(ink.shape, rng)[..., None])


def shadow(ink: Ink, rng: Rng) -> Picture:
    """The shadow of a hand or a phone, its edge straight and soft, across part of the page."""
    return picture(_plain_scene(ink, rng) * cast(ink.shape, rng)[..., None])


def _plain_scene(ink: Ink, rng: Rng) -> Scene:
    return written(sheet(ink, one_of(WHITE_PAPERS, rng)), ink, one_of(PENS, rng))


# ---- what camera and file add


def grain(ink: Ink, rng: Rng) -> Picture:
    """Noise of a camera in little light: a deviation of 2 to 8 hundredths, fine or a little coarse."""
    return picture(noisy(_plain_scene(ink, rng).mean(axis=2) * 0.9, rng.uniform(0.02, 0.08), rng))


def jpeg(ink: Ink, rng: Rng) -> Picture:
    """A picture saved as JPEG at a quality from 15 to 60."""
    return compressed(plain(ink, rng), int(rng.integers(15, 61)))


def table(ink: Ink, rng: Rng) -> Picture:
    """A white sheet, turned a little, on a darker table that is seen on every side of it."""
    height, width = ink.shape
    border = round(min(height, width) * rng.uniform(0.1, 0.3))
    angle = rng.uniform(-5, 5)
    scene = np.dstack([_plain_scene(ink, rng), np.ones(ink.shape)])
    turned = ndimage.rotate(scene, angle, order=1, axes=(0, 1)).clip(0, 1)
    large = np.pad(turned, ((border, border), (border, border), (0, 0)))
    alpha = large[..., 3:]
    wood = sheet(large[..., 0], one_of(TABLES, rng)) + rng.normal(0, 0.015, (*large.shape[:2], 1))
    return picture(large[..., :3] + wood * (1 - alpha))


def screenshot(ink: Ink, rng: Rng) -> Picture:
    """The window of a drawing program: a border, a title bar, and the page in it."""
    scene, height = _plain_scene(ink, rng), height_of(ink)
    border, bar = max(1, round(height * rng.uniform(0.01, 0.04))), round(height * rng.uniform(0.08, 0.2))
    colour = np.array(one_of(((0.2, 0.2, 0.22), (0.15, 0.35, 0.75), (0.6, 0.6, 0.62)), rng))
    tall, wide = scene.shape[:2]
    window = np.empty((tall + bar + border, wide + 2 * border, 3))
    window[:] = colour
    window[bar : bar + tall, border : border + wide] = scene
    outside = round(height * rng.uniform(0, 0.15))
    desk = rng.choice([0.25, 0.5, 0.95])
    return picture(np.pad(window, ((outside, outside), (outside, outside), (0, 0)), constant_values=desk))


def photographed(ink: Ink, rng: Rng) -> Picture:
    """Squared or ruled paper as a phone sees it: a lamp, a soft lens, grain, JPEG, turned by up to two degrees."""
    scene = printed(ink, rng, PRINTED_LINES, PENS, squares=bool(rng.random() < 0.5))
    turned = ndimage.rotate(scene, rng.uniform(-2, 2), order=1, axes=(0, 1), reshape=False, mode="reflect")
    lit = turned * (0.5 + 0.5 * lamp(ink.shape, rng)[..., None])
    soft = ndimage.gaussian_filter(lit, (0.7, 0.7, 0))
    return compressed(picture(soft + rng.normal(0, 0.012, ink.shape)[..., None]), 70)


PAPERS: dict[str, Paper] = {
    "plain": plain,
    "coloured": coloured,
    "pencil": pencil,
    "squared": squared,
    "ruled": ruled,
    "pencil on squares": pencil_on_squares,
    "dark rules": dark_rules,
    "form box": form_box,
    "touched box": touched_box,
    "form comb": form_comb,
    "gradient": gradient,
    "shadow": shadow,
    "grain": grain,
    "jpeg": jpeg,
    "table": table,
    "screenshot": screenshot,
    "white on black": white_on_black,
    "transparent": transparent,
    "photographed": photographed,
}
