"""Scribbles of every kind are strokes, drawn and prepared like digits, and come again with the same seed."""

from collections.abc import Callable

import numpy as np
import pytest

from neuralite.training.scribbles import SCRIBBLES, UNSEEN, scribbles

Kinds = tuple[Callable[[np.random.Generator], list[np.ndarray]], ...]


@pytest.mark.parametrize("kind", [*SCRIBBLES, *UNSEEN])
def test_every_kind_of_scribble_is_strokes(kind: Callable[[np.random.Generator], list[np.ndarray]]) -> None:
    for seed in range(20):
        strokes = kind(np.random.default_rng(seed))
        assert strokes
        for points in strokes:
            assert points.ndim == 2
            assert points.shape[1] == 2
            assert np.isfinite(points).all()


@pytest.mark.parametrize("kinds", [SCRIBBLES, UNSEEN], ids=["learnt", "unseen"])
def test_they_are_prepared_pictures_with_ink(kinds: Kinds) -> None:
    pictures = scribbles(60, np.random.default_rng(0), kinds)
    assert pictures.shape == (60, 28, 28)
    assert pictures.dtype == np.uint8
    assert (pictures.max(axis=(1, 2)) > 200).all()
    assert len(np.unique(pictures, axis=0)) > 50


def test_the_same_seed_makes_the_same() -> None:
    first, again, other = (scribbles(12, np.random.default_rng(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_no_kind_is_learnt_that_is_kept_apart() -> None:
    assert not set(SCRIBBLES) & set(UNSEEN)
