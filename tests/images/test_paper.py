"""The paper's light is found, even or uneven, and so is which of the two tones is the paper."""

import numpy as np
import numpy.typing as npt
import pytest

from neuralite.images.paper import below, depth_of_ink

Float = npt.NDArray[np.float64]


def light(shape: tuple[int, int], kind: str) -> Float:
    """Brightness of the paper, from 0.5 to 1."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    kinds: dict[str, Float] = {
        "even": np.full(shape, 0.9),
        "lamp on one side": 0.75 + 0.25 * x,
        "lamp in a corner": 0.75 + 0.125 * (x + y),
        "vignette": 1 - 0.25 * (x * x + y * y),
    }
    return kinds[kind]


def stroke(shape: tuple[int, int]) -> Float:
    """Ink 0 or 1: a bar a quarter of the page wide, clear of the edges."""
    ink = np.zeros(shape)
    height, width = shape
    ink[height // 5 : height * 4 // 5, width * 3 // 8 : width * 5 // 8] = 1
    return ink


@pytest.mark.parametrize("shape", [(40, 56), (200, 130)])
@pytest.mark.parametrize("kind", ["even", "lamp on one side", "lamp in a corner", "vignette"])
@pytest.mark.parametrize("dark_ink", [True, False])
def test_slow_changes_of_light_are_removed(shape: tuple[int, int], kind: str, dark_ink: bool) -> None:
    ink = stroke(shape)
    page = light(shape, kind) * 0.9
    # Dark ink takes away a share of its light, and is as deep everywhere as where there is most; so are errors.
    picture = page * (1 - 0.4 * ink) if dark_ink else 1 - page + 0.4 * ink
    depth, paper_is_light = depth_of_ink(picture)
    assert paper_is_light == dark_ink
    np.testing.assert_allclose(depth, (0.4 * page.max() if dark_ink else 0.4) * ink, atol=0.04)


def test_near_darkness_is_not_made_deep() -> None:
    surface, grey = np.array([1.0, 0.5, 0.01]), np.array([0.5, 0.25, 0.0])
    np.testing.assert_allclose(below(surface, grey, paper_is_light=True), [0.5, 0.5, 0.05])
    np.testing.assert_allclose(below(surface, grey, paper_is_light=False), surface - grey)


def test_a_clean_page_keeps_every_grey_value(page: npt.NDArray[np.uint8]) -> None:
    depth, _ = depth_of_ink(page / 255)
    np.testing.assert_allclose(depth, 1 - page / 255, atol=1e-6)


@pytest.mark.parametrize("tone", [0.0, 0.3, 1.0])
def test_one_colour_is_light_paper_without_depth(tone: float) -> None:
    depth, paper_is_light = depth_of_ink(np.full((20, 30), tone))
    assert paper_is_light
    assert not depth.any()


@pytest.mark.parametrize("dark_ink", [True, False])
def test_the_border_says_which_tone_is_paper_where_ink_covers_more(dark_ink: bool) -> None:
    picture = np.ones((40, 40))
    picture[3:37, 3:37] = 0
    _, paper_is_light = depth_of_ink(picture if dark_ink else 1 - picture)
    assert paper_is_light == dark_ink


@pytest.mark.parametrize("dark_ink", [True, False])
def test_ink_that_touches_all_four_edges_is_still_ink(dark_ink: bool) -> None:
    picture = np.ones((40, 40))
    picture[:, 17:23] = picture[17:23, :] = 0
    depth, paper_is_light = depth_of_ink(picture if dark_ink else 1 - picture)
    assert paper_is_light == dark_ink
    assert depth[20, 20] == pytest.approx(1)
    assert depth[5, 5] == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (1, 300)])
def test_the_smallest_pages_are_judged_too(shape: tuple[int, int]) -> None:
    picture = np.ones(shape)
    picture[-1, -1] = 0
    depth, _ = depth_of_ink(picture)
    assert depth.shape == shape
    assert np.isfinite(depth).all()
