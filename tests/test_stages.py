"""The strip shows what the recognizer did, step by step, and nothing that it did not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from neuralite import mnist
from neuralite.images.normalization import center
from neuralite.recognizer import DigitReading, Reading, Recognizer
from neuralite.stages import Stage, cut_out, stages

Sample = tuple[mnist.Images, mnist.Labels]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(["logistic"])


def seven(width: int, size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A 7 drawn by a pen, dark on light, on a page ``size``."""
    image = Image.new("L", size, 230)
    ImageDraw.Draw(image).line([(80, 40), (160, 40), (110, 170)], fill=20, width=width, joint="curve")
    return image


def strip(reading: Reading) -> dict[str, Stage]:
    return {stage.title: stage for stage in stages(reading, reading.digits[0])}


def test_the_strip_goes_from_the_picture_to_what_the_models_saw(recognizer: Recognizer) -> None:
    image = seven(16)
    reading = recognizer.read(image)
    found = strip(reading)
    assert list(found) == ["The picture", "The ink", "Cut out", "20 x 20", "28 x 28"]
    np.testing.assert_array_equal(found["The picture"].picture, np.asarray(image))
    np.testing.assert_array_equal(found["28 x 28"].picture, reading.digits[0].image)
    np.testing.assert_array_equal(center(255 - found["20 x 20"].picture), reading.digits[0].image)
    assert (found["Cut out"].picture < 128).any(axis=1).all()
    assert all(stage.words.endswith(".") for stage in found.values())


def test_a_hairline_is_shown_to_be_drawn_again(recognizer: Recognizer) -> None:
    found = strip(recognizer.read(seven(2)))
    assert "The pen" in found
    inked = [(found[title].picture < 128).mean() for title in ("Cut out", "The pen")]
    assert inked[1] > 2 * inked[0]


def test_a_photo_that_lies_on_its_side_is_shown_upright(recognizer: Recognizer) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = seven(16).transpose(Image.Transpose.ROTATE_90)
    lying.info["exif"] = exif.tobytes()
    lying.getexif().update(exif)
    found = strip(recognizer.read(lying))
    np.testing.assert_array_equal(found["The picture"].picture, np.asarray(seven(16)))
    assert found["The picture"].words.startswith("300 x 200 pixels")


def test_white_on_black_is_said(recognizer: Recognizer) -> None:
    board = Image.fromarray(255 - np.asarray(seven(16)))
    assert "paper is dark" in strip(recognizer.read(board))["The ink"].words


def test_a_picture_of_many_pixels_says_how_much_smaller_it_was_made(recognizer: Recognizer) -> None:
    large = seven(16).resize((3000, 2000))
    found = strip(recognizer.read(large))
    assert "3000 x 2000 pixels" in found["The picture"].words
    assert "2 times smaller" in found["The picture"].words
    assert list(found)[-3:] == ["Cut out", "20 x 20", "28 x 28"]


def test_each_of_several_digits_has_steps_of_its_own(recognizer: Recognizer) -> None:
    image = seven(16)
    image.paste(seven(16).crop((60, 0, 180, 200)), (180, 0))
    reading = recognizer.read(image)
    assert len(reading.digits) == 2
    for digit in reading.digits:
        assert cut_out(reading, digit).shape[1] == pytest.approx(88, abs=4)
        titles = [stage.title for stage in stages(reading, digit)]
        assert titles == ["The picture", "The ink", "Cut out", "20 x 20", "28 x 28"]


def test_steps_that_do_not_lead_to_what_the_models_saw_are_left_out(recognizer: Recognizer, sample: Sample) -> None:
    reading = recognizer.read(seven(16))
    digit = reading.digits[0]
    other = DigitReading(digit.box, sample[0][0], digit.readings)
    assert [stage.title for stage in stages(reading, other)] == ["The picture", "The ink", "Cut out", "28 x 28"]


def test_a_digit_of_mnist_keeps_its_steps(recognizer: Recognizer, sample: Sample) -> None:
    reading = recognizer.read(sample[0][0])
    assert "20 x 20" in strip(reading)
