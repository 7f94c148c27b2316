"""A picture is read in the time and memory that are promised, threefold: a regression to seconds is seen."""

import sys
from functools import partial

import pytest

from benchmarks.reading import MODELS, MOST_MEGABYTES, cases, megabytes_above_idle, milliseconds
from neuralite import Recognizer, mnist

# The processor's time is counted, but a busy machine slows it as well.
SLACK = 3


@pytest.mark.soak
def test_a_drawing_a_megapixel_and_a_photo_are_read_soon(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    recognizer = Recognizer(MODELS)
    for case in cases(sample[0][0]):
        _, processor = milliseconds(partial(recognizer.read, case.source, case.single), runs=5)
        assert processor < SLACK * case.most_milliseconds, case.name


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_photo_of_12_megapixels_needs_little_memory(sample: tuple[mnist.Images, mnist.Labels]) -> None:
    photo = cases(sample[0][0])[-1].source
    assert isinstance(photo, bytes)
    assert megabytes_above_idle(photo) < MOST_MEGABYTES
