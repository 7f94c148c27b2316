"""How answers are told: in a sentence, in bars and in a picture that shows just what the models saw."""

import base64
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from neuralite.images.normalization import Digit
from neuralite.recognizer import DigitReading, ModelReading
from neuralite.ui.answers import agreement, bars, caption, row, seen, sentence, sureness


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([("Wide", "7"), ("Deep", "7")], "Both read 7."),
        ([("Wide", "7"), ("Deep", "7"), ("Old", "7")], "All read 7."),
        ([("Wide", "1"), ("Deep", "7")], "They disagree: Wide reads 1, Deep reads 7."),
        ([("Deep", "7")], "Deep reads 7."),
        ([("Deep", "7"), ("Deep", "1")], "They disagree: Deep reads 7, Deep reads 1."),
        ([("Deep", "?")], "Deep gives no answer."),
        ([("Wide", "?"), ("Deep", "?")], "Neither gives an answer."),
        ([("Wide", "?"), ("Deep", "?"), ("Old", "?")], "None gives an answer."),
        ([("Wide", "4"), ("Deep", "?")], "They disagree: Wide reads 4, Deep gives no answer."),
    ],
    ids=[
        *("both", "all", "disagree", "alone", "the same title", "refused", "both refuse", "all refuse", "one refuses"),
    ],
)
def test_a_sentence_tells_whether_the_models_agree(said: list[tuple[str, str]], sentence: str) -> None:
    assert agreement(said) == sentence


def test_what_a_model_is_called_is_shown_as_it_is_written() -> None:
    assert sentence("<b>Deep</b> reads 7.") == '<p class="nl-said">&lt;b&gt;Deep&lt;/b&gt; reads 7.</p>'


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


def test_where_there_is_no_answer_the_reason_and_the_best_guess_are_told() -> None:
    answer = ModelReading(4, 0.45, (0.0,) * 4 + (0.45,) + (0.11,) * 5, accepted=False, reason="It could be a 4.")
    said = "It could be a 4. Its best guess is 4. Next come 5 (11.0%) and 6 (11.0%)."
    assert caption(answer) == said
    assert said in bars(answer)
    assert caption(ModelReading(4, 0.999, (0.0,) * 10)) == "It is very sure. No other digit comes near."
    nearly = ModelReading(0, 0.999, (0.999, 0.001, *[0.0] * 8))
    assert caption(nearly) == "It is very sure. Next comes 1 (0.1%)."


def test_of_several_digits_each_refusal_is_told_with_its_reason() -> None:
    no = ModelReading(4, 0.45, (0.1,) * 10, accepted=False, reason="It could be a 4.")
    yes = ModelReading(4, 0.9, (0.1,) * 10)
    image: Digit = np.zeros((28, 28), np.uint8)
    digits = [DigitReading((0, 0, 9, 9), image, {"a": yes, "b": two}) for two in (yes, no)]
    shown = row(digits, {"a": "Wide", "b": "Deep"})
    assert "Digit 2, Deep: It could be a 4." in shown
    assert shown.count("It could be") == 1
    assert "? 45%" not in shown


def test_the_picture_shown_is_the_28x28_that_the_models_saw() -> None:
    image: Digit = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    source = re.search(r'src="data:image/png;base64,([^"]+)"', seen(image))
    assert source is not None
    with Image.open(BytesIO(base64.b64decode(source.group(1)))) as shown:
        np.testing.assert_array_equal(np.asarray(shown), image)
