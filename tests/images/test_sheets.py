"""A sheet on a table is found with all that is on it; a digit in light ink and a lit part of a page are none."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from neuralite.images.ink import find_ink
from neuralite.images.shadows import is_shadow
from neuralite.images.sheets import find_sheet, on_its_sheet

Float = npt.NDArray[np.float64]


def on_a_table(angle: float = 0, table: float = 0.2, paper: float = 0.9) -> Float:
    """A sheet with a bar on it, on a table ``(200, 180)``."""
    sheet, there = np.full((200, 180), paper), np.zeros((200, 180))
    sheet[80:120, 85:93] = 0.1
    there[40:160, 35:145] = 1
    sheet, there = (ndimage.rotate(part, angle, reshape=False, order=1, mode="nearest") for part in (sheet, there))
    return np.asarray(there * sheet + (1 - there) * table)


@pytest.mark.parametrize("angle", [0, 5, -12])
@pytest.mark.parametrize("table", [0.2, 0.5])
def test_a_sheet_on_a_table_shows_its_ink_alone(angle: float, table: float) -> None:
    ink = find_ink(on_a_table(angle, table))
    left, top, right, bottom = ink.scale * np.array(ink.box)
    assert ink.paper_is_light
    assert 38 <= bottom - top <= 44
    assert (right - left) <= (8 if angle == 0 else 18)
    assert ink.origin[0] + (top + bottom) / 2 == pytest.approx(100, abs=6)


def test_the_sheet_keeps_its_place_and_the_table_becomes_paper() -> None:
    found = on_its_sheet(on_a_table())
    assert found is not None
    sheet, (rows, columns) = found
    assert sheet.shape == (rows.stop - rows.start, columns.stop - columns.start)
    assert 40 <= rows.start <= 50
    assert 150 <= rows.stop <= 160
    assert np.median(sheet) == pytest.approx(0.9)
    assert ((sheet < 0.5).sum()) == 40 * 8


def test_a_light_0_on_a_dark_board_is_no_sheet() -> None:
    y, x = np.mgrid[-1:1:60j, -1:1:60j]
    away = np.hypot(x / 0.7, y / 0.9)
    assert find_sheet(np.where((away < 1) & (away > 0.6), 0.95, 0.1)) is None


def test_a_light_bar_on_a_dark_board_is_no_sheet() -> None:
    board = np.full((60, 60), 0.1)
    board[10:50, 20:40] = 0.9
    assert find_sheet(board) is None


def test_the_lit_part_of_a_page_is_no_sheet() -> None:
    page = np.full((60, 60), 0.9)
    page[:, 35:] = 0.5
    page[20:40, 10:14] = 0.1
    assert find_sheet(page) is None


def test_ink_in_a_shadow_with_a_soft_edge_is_all_that_is_found() -> None:
    page = np.full((200, 200), 0.9)
    page[60:140, 95:105] = 0.1
    light = 1 - 0.45 * np.clip((np.arange(200) - 70) / 20, 0, 1)
    ink = find_ink(page * light)
    assert ink.box == pytest.approx((95, 60, 105, 140), abs=1)


@pytest.mark.parametrize("width", [5, 11])
def test_strokes_at_the_edge_are_no_shadow(width: int) -> None:
    ink = np.zeros((60, 60), bool)
    ink[:, :width] = ink[-width:] = True
    assert not is_shadow(ink)


@pytest.mark.parametrize("side", range(50, 65))
@pytest.mark.parametrize("turns", range(4))
def test_a_shadow_along_any_side_is_seen_at_any_size(side: int, turns: int) -> None:
    ink = np.zeros((side, 64), bool)
    ink[: side // 3] = True
    assert is_shadow(np.rot90(ink, turns))


def test_a_picture_of_one_column_has_no_sheet() -> None:
    column = np.zeros((1600, 1))
    column[300:1300] = 0.9
    column[780:820] = 0.1
    assert on_its_sheet(column) is None
