"""Made-up non-digits look like pictures of MNIST in all but what they show, and come again with the same seed."""

from collections.abc import Callable

import numpy as np
import pytest

from neuralite import Recognizer, mnist
from neuralite.training import non_digits
from neuralite.training.non_digits import MIRRORED, ON_ITS_HEAD, TURNED
from neuralite.training.strokes import Pictures

Sample = tuple[mnist.Images, mnist.Labels]
FAMILIES = ("letters", "symbols", "blots", "spoilt")


@pytest.fixture
def make(sample: Sample) -> Callable[[str, int, int], Pictures]:
    def make(family: str, n: int, seed: int) -> Pictures:
        rng = np.random.default_rng(seed)
        if family == "spoilt":
            return non_digits.spoilt(n, rng, sample)
        found: Pictures = getattr(non_digits, family)(n, rng)
        return found

    return make


@pytest.mark.parametrize("family", FAMILIES)
def test_they_are_prepared_pictures_with_ink(make: Callable[[str, int, int], Pictures], family: str) -> None:
    pictures = make(family, 60, 0)
    assert pictures.shape == (60, 28, 28)
    assert pictures.dtype == np.uint8
    assert (pictures.max(axis=(1, 2)) > 200).all()
    assert len(np.unique(pictures, axis=0)) > 50


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_makes_the_same(make: Callable[[str, int, int], Pictures], family: str) -> None:
    np.testing.assert_array_equal(make(family, 12, 3), make(family, 12, 3))
    assert (make(family, 12, 3) != make(family, 12, 4)).any()


def test_no_digit_is_spoilt_into_another(sample: Sample) -> None:
    images, labels = sample
    reader = Recognizer(["mlp"]).models["mlp"].classifier
    for wanted, turn in ((MIRRORED, np.s_[:, :, ::-1]), (ON_ITS_HEAD, np.s_[:, ::-1]), (TURNED, None)):
        chosen = images[np.isin(labels, wanted)]
        spoilt = chosen.transpose(0, 2, 1)[:, ::-1] if turn is None else chosen[turn]
        before, after = reader.predict_proba(chosen), reader.predict_proba(spoilt)
        # Most are doubtful to a model that knows nothing but digits; digits themselves are not.
        assert (before.max(axis=1) > 0.9).mean() > 0.97
        assert (after.max(axis=1) > 0.9).mean() < 0.8
