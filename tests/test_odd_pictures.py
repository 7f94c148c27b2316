"""Pictures of odd shapes, modes and values, from arrays and PIL: each gives a Reading or the error that is promised."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from neuralite import Recognizer
from neuralite.images.decoding import ImageError
from neuralite.recognizer import Reading

SHIPPED = Path(__file__).resolve().parent.parent / "models"
RECOGNIZER = Recognizer(["logistic", "mlp"], models_dir=SHIPPED)
READABLE = ["?", "u1", "u2", "f2", "f4", "f8", ">u2", ">f4"]
MODES = [*("1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F"), *("LA", "PA", "RGBX", "RGBa", "La")]
DEEP = ["I;16", "I;16L", "I;16B"]
SHAPES = st.sampled_from([(1, 1), (1, 2), (2, 1), (1, 2000), (2000, 1), (3, 700), (700, 2), (7, 60), (28, 28), (61, 9)])
FILLINGS = ["zeros", "largest", "one pixel", "stripes", "noise", "two tones"]


def filled(shape: tuple[int, ...], filling: str, seed: int) -> npt.NDArray[np.float64]:
    """Values from 0 to 1 of any shape."""
    rng = np.random.default_rng(seed)
    values: npt.NDArray[np.float64] = np.zeros(shape)
    if filling == "largest":
        values[...] = 1
    elif filling == "one pixel" and values.size:
        values.flat[rng.integers(values.size)] = 1
    elif filling == "stripes":
        values[::2] = 1
    elif filling == "noise":
        values[...] = rng.random(shape)
    elif filling == "two tones":
        values[...] = (rng.random(shape) < 0.1) * 0.6 + 0.2
    return values


def assert_sound(reading: Reading) -> None:
    """It has a digit, or says why there is none; its boxes lie in the picture, its numbers are numbers."""
    assert bool(reading.digits) != bool(reading.reason)
    width, height = reading.picture.size
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        for model in digit.readings.values():
            assert sum(model.probabilities) == pytest.approx(1, abs=1e-4)


@settings(max_examples=60)
@given(shape=SHAPES, filling=st.sampled_from(FILLINGS), seed=st.integers(0, 99), dtype=st.sampled_from(READABLE))
def test_an_array_of_any_sides_and_values_is_read(shape: tuple[int, int], filling: str, seed: int, dtype: str) -> None:
    full = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    assert_sound(RECOGNIZER.read((filled(shape, filling, seed) * full).astype(dtype)))


@pytest.mark.parametrize("dtype", ["u4", "u8", "i1", "i2", "i4", "i8", "c8", "c16", "O", "U1", "S1", "M8[s]", "m8[s]"])
def test_an_array_of_another_kind_of_number_is_a_type_error(dtype: str) -> None:
    with pytest.raises(TypeError, match="a picture is bool, uint8, uint16 or floats"):
        RECOGNIZER.read(np.zeros((9, 9), "i8").astype(dtype))


@settings(max_examples=60)
@given(shape=st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 40]), max_size=4), dtype=st.sampled_from(READABLE))
@example(shape=[40, 40, 1], dtype="u1")
def test_an_array_of_any_shape_is_read_or_an_error_that_names_it(shape: list[int], dtype: str) -> None:
    try:
        assert_sound(RECOGNIZER.read(filled(tuple(shape), "noise", 0).astype(dtype)))
    except ValueError as error:
        assert str(tuple(shape)) in str(error)  # noqa: PT017 - it may be read as well
        assert len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] not in (1, 2, 3, 4))
    except ImageError as error:
        assert str(error) == "This picture has no pixels."  # noqa: PT017
        assert 0 in shape


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -0.001, 1.001, 1e300])
@pytest.mark.parametrize("shape", [(9, 9), (1, 50), (9, 9, 3)])
def test_a_value_that_is_no_brightness_is_refused(value: float, shape: tuple[int, ...]) -> None:
    page = np.full(shape, 0.5)
    page.flat[3] = value
    with pytest.raises(ValueError, match="values from 0 to 1"):
        RECOGNIZER.read(page)


def image_of(mode: str, shape: tuple[int, int], filling: str, seed: int) -> Image.Image:
    """A picture of any mode with these bytes in it, whatever they mean there."""
    bytes_each = {"I": 4, "F": 4, **dict.fromkeys(DEEP, 2), **dict.fromkeys(["RGB", "YCbCr", "LAB", "HSV"], 3)}
    bytes_each |= dict.fromkeys(["LA", "PA", "La"], 2) | dict.fromkeys(["RGBA", "CMYK", "RGBX", "RGBa"], 4)
    height, width = shape
    values = filled((height, width * bytes_each.get(mode, 1)), filling, seed)
    if mode == "1":
        return Image.fromarray(values > 0.5)
    return Image.frombytes(mode, (width, height), (values * 255).astype(np.uint8).tobytes())


@settings(max_examples=60)
@given(
    mode=st.sampled_from(MODES + DEEP),
    shape=SHAPES,
    filling=st.sampled_from(FILLINGS),
    seed=st.integers(0, 99),
    transparency=st.sampled_from([None, 0, 7, 255, (1, 2, 3), b"\0\x80\xff"]),
)
def test_a_pil_image_of_any_mode_is_read_or_an_image_error(
    mode: str, shape: tuple[int, int], filling: str, seed: int, transparency: Any
) -> None:
    image = image_of(mode, shape, filling, seed)
    if mode in ("P", "PA"):
        image.putpalette(np.random.default_rng(seed).bytes(768))
    if transparency is not None:
        image.info["transparency"] = transparency
    try:
        assert_sound(RECOGNIZER.read(image))
    except ImageError as error:
        assert "damaged" in str(error)  # noqa: PT017 - it may be read as well
        assert mode == "F" or transparency is not None
