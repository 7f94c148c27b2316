"""Readings as rows: the columns of a table, and JSON objects like those of the command line."""

import numpy as np
from PIL import Image

from neuralite import listing
from neuralite.recognizer import Recognizer

BLANK = np.full((40, 40), 255, np.uint8)


def seven() -> np.ndarray:
    image = BLANK.copy()
    image[8:11, 10:30] = image[8:32, 27:30] = 0
    return image


def test_a_row_has_every_models_text_and_how_sure_it_is() -> None:
    reading = Recognizer(["logistic", "mlp"]).read(Image.fromarray(seven()))
    told = listing.line("a.png", reading)
    row = dict(zip(listing.header(["logistic", "mlp"]), listing.row(told, ["logistic", "mlp"]), strict=True))
    assert row["path"] == "a.png"
    assert row["mlp"] == reading.text["mlp"]
    assert float(row["mlp_confidence"]) == round(reading.digits[0].readings["mlp"].confidence, 6)
    assert (row["error"], row["reason"]) == ("", "")


def test_a_file_that_cannot_be_read_and_a_blank_one_say_why() -> None:
    models = ["logistic"]
    bad = listing.row(listing.line("b.png", "it ends early"), models)
    assert bad == ["b.png", "it ends early", "", "", ""]
    blank = listing.row(listing.line("c.png", Recognizer(models).read(BLANK)), models)
    assert blank[2].startswith("There is no ink")
    assert blank[3:] == ["", ""]
