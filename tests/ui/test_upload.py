"""The Upload panel: one picture or several, and what it says of those that can't be read."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from neuralite.images.decoding import ImageError, decode
from neuralite.recognizer import Recognizer
from neuralite.ui.upload import preview

Png = Callable[[str], bytes]
Answers = Callable[[AppTest], list[tuple[str, str]]]


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return page.file_uploader[0].set_value([(name, data, "image/png") for name, data in files]).run()


def values(answers: list[tuple[str, str]]) -> list[str]:
    """The answers below the two of the Draw panel."""
    return [value for _, value in answers[2:]]


def test_an_uploaded_picture_is_read_by_both_models(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("seven.png", png("7")))
    assert answers(page)[2:] == [("Logistic regression", "7"), ("Multilayer perceptron", "7")]
    assert "**Both read 7.**" in [text.value for text in page.markdown]


def test_the_digits_of_one_picture_are_read_as_one_text_and_each_is_shown(page: AppTest, answers: Answers) -> None:
    sheet = Image.new("L", (400, 200), 255)
    ink = ImageDraw.Draw(sheet)
    ink.line([(80, 40), (160, 40), (110, 160)], fill=0, width=14, joint="curve")
    ink.line([(280, 40), (280, 160)], fill=0, width=14)
    buffer = BytesIO()
    sheet.save(buffer, "PNG")
    upload(page, ("71.png", buffer.getvalue()))
    assert values(answers(page)) == ["71", "71"]
    shown = "".join(str(getattr(element, "value", "")) for element in page.get("html"))
    assert "Digit 1 as the models saw it" in shown
    assert "Digit 2 as the models saw it" in shown
    assert "Digit 3" not in shown


def test_several_pictures_are_read_in_their_order(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("b.png", png("7")), ("a.png", png("1")))
    assert values(answers(page)) == ["7", "7", "1", "1"]


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><script>alert(1)</script></html>", b"\x89PNG\r\n\x1a\n" + bytes(50)],
    ids=["empty", "page", "damaged"],
)
def test_a_bad_file_gets_the_words_of_its_image_error_and_the_others_go_on(
    page: AppTest, png: Png, answers: Answers, data: bytes
) -> None:
    with pytest.raises(ImageError) as said:
        Recognizer(["logistic"]).read(data)
    upload(page, ("1.png", png("1")), ("bad.png", data), ("7.png", png("7")))
    assert [error.value for error in page.error] == [str(said.value)]
    assert values(answers(page)) == ["1", "1", "7", "7"]
    assert not page.exception


def test_a_blank_picture_says_so_and_is_no_error(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("blank.png", png("")))
    assert values(answers(page)) == ["–", "–"]
    assert "There is no ink in this picture." in [text.value for text in page.markdown]
    assert not page.error


def test_a_removed_picture_takes_its_answers_along(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("1.png", png("1")), ("7.png", png("7")))
    upload(page, ("7.png", png("7")))
    assert values(answers(page)) == ["7", "7"]


def test_a_picture_is_read_once_however_often_the_page_runs(
    page: AppTest, png: Png, monkeypatch: pytest.MonkeyPatch, answers: Answers
) -> None:
    upload(page, ("7.png", png("7")))

    def read(self: Recognizer, source: object) -> None:
        raise AssertionError("this picture was read before")

    monkeypatch.setattr(Recognizer, "read", read)
    page.run()
    assert values(answers(page)) == ["7", "7"]
    assert not page.exception


@pytest.mark.parametrize(
    ("name", "markdown"),
    [("a&amp;b.png", r"**a\&amp;b\.png**"), ("<b>*1*</b>.png", r"**\<b\>\*1\*\</b\>\.png**")],
)
def test_a_files_name_is_shown_as_it_is(page: AppTest, png: Png, name: str, markdown: str) -> None:
    upload(page, (name, png("7")))
    assert markdown in [text.value for text in page.markdown]


def test_the_preview_has_every_grey_of_the_picture() -> None:
    tones = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(np.asarray(preview(decode(tones).grey)), tones)


def test_uploads_and_a_drawing_do_not_disturb_each_other(
    page: AppTest, png: Png, draw: Callable[..., AppTest], answers: Answers
) -> None:
    upload(page, ("1.png", png("1")))
    draw(page, "7")
    assert [value for _, value in answers(page)] == ["7", "7", "1", "1"]
