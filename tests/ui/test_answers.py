"""How answers are told: in a sentence, in bars and in a picture that shows just what the models saw."""

import base64
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from neuralite.images.normalization import Digit
from neuralite.recognizer import ModelReading, Recognizer
from neuralite.ui.answers import agreement, bars, seen, sureness


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ({"logistic": "7", "mlp": "7"}, "Both read 7."),
        (
            {"logistic": "1", "mlp": "7"},
            "They disagree: Logistic regression reads 1, Multilayer perceptron reads 7.",
        ),
        ({"mlp": "7"}, "Multilayer perceptron reads 7."),
    ],
    ids=["agree", "disagree", "alone"],
)
def test_a_sentence_tells_whether_the_models_agree(recognizer: Recognizer, text: dict[str, str], sentence: str) -> None:
    assert agreement(recognizer, text) == sentence


def test_each_bar_is_as_long_as_its_probability() -> None:
    probabilities = (0.0, 0.25, 0.5, 0.0, 0.1, 0.1, 0.05, 0.0, 0.0, 0.0)
    table = bars(ModelReading(2, 0.5, probabilities))
    widths = [float(width) / 100 for width in re.findall(r"width:([\d.]+)%", table)]
    assert widths == pytest.approx(probabilities)
    assert re.findall(r'class="nl-read"><th scope="row">(\d)', table) == ["2"]


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.999, "very sure"), (0.95, "sure"), (0.7, "fairly sure"), (0.2, "unsure")],
)
def test_confidence_is_told_in_words(confidence: float, words: str) -> None:
    rest = (1 - confidence) / 9
    assert sureness(ModelReading(0, confidence, (confidence, *[rest] * 9))) == f"It is {words}."


def test_the_picture_shown_is_the_28x28_that_the_models_saw() -> None:
    image: Digit = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    source = re.search(r'src="data:image/png;base64,([^"]+)"', seen(image))
    assert source is not None
    with Image.open(BytesIO(base64.b64decode(source.group(1)))) as shown:
        np.testing.assert_array_equal(np.asarray(shown), image)
