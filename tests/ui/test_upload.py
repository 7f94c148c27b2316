"""The Upload panel: one picture or several, and what it says of those that can't be read."""

import csv
import html
import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from neuralite.images.decoding import ImageError, decode
from neuralite.recognizer import DigitReading, ModelReading, Recognizer
from neuralite.ui.batch import Entry, as_csv, as_json, in_order
from neuralite.ui.kept import Kept, preview

Png = Callable[[str], bytes]
Answers = Callable[[AppTest], list[tuple[str, str]]]


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.session_state["panel"] = "Upload"
    page.run()
    return page.file_uploader[0].set_value([(name, data, "image/png") for name, data in files]).run()


def entry(name: str, a: str, b: str) -> Entry:
    """A file in which two models read a digit, or refuse."""
    readings = {
        model: ModelReading(0 if text == "?" else int(text), 0.9, (0.1,) * 10, accepted=text != "?")
        for model, text in (("a", a), ("b", b))
    }
    digit = DigitReading((0, 0, 9, 9), np.zeros((28, 28), np.uint8), readings)
    told = {
        "path": name,
        "error": None,
        "reason": None,
        "text": {"a": a, "b": b},
        "digits": [{"readings": {model: {"confidence": 0.9} for model in readings}}],
    }
    small = Image.new("L", (9, 9))
    return Entry(name, Kept(name, lambda: b"", False, small, 1.0, (digit,), None, (), told))


def values(answers: list[tuple[str, str]]) -> list[str]:
    """The answers below the two of the Draw panel."""
    return [value for _, value in answers[2:]]


def test_an_uploaded_picture_is_read_by_both_models(
    page: AppTest, png: Png, answers: Answers, html_of: Callable[[AppTest], str]
) -> None:
    upload(page, ("seven.png", png("7")))
    assert answers(page)[2:] == [("Logistic regression", "7"), ("Multilayer perceptron", "7")]
    assert "<strong>Both read 7.</strong>" in html_of(page)


def test_the_digits_of_one_picture_are_read_as_one_text_and_each_is_shown(
    page: AppTest, answers: Answers, html_of: Callable[[AppTest], str]
) -> None:
    sheet = Image.new("L", (400, 200), 255)
    ink = ImageDraw.Draw(sheet)
    ink.line([(80, 40), (160, 40), (110, 160)], fill=0, width=14, joint="curve")
    ink.line([(280, 40), (280, 160)], fill=0, width=14)
    buffer = BytesIO()
    sheet.save(buffer, "PNG")
    upload(page, ("71.png", buffer.getvalue()))
    assert values(answers(page)) == ["71", "71"]
    shown = html_of(page)
    assert "Digit 1 as the models saw it" in shown
    assert "Digit 2 as the models saw it" in shown
    assert "Digit 3" not in shown


def table(page: AppTest) -> list[list[str]]:
    """The text of every row's cells."""
    (shown,) = (text for text in (str(getattr(part, "value", "")) for part in page.get("html")) if "<tbody>" in text)
    rows = re.findall(r"<tr>(.*?)</tr>", shown.partition("<tbody>")[2], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_several_pictures_make_a_table_and_one_is_looked_at_closely(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("b.png", png("7")), ("a.png", png("1")))
    rows = {name: cells for name, *cells in table(page)}
    assert {name: [cell[0] for cell in cells] for name, cells in rows.items()} == {
        "b.png": ["7"] * 2,
        "a.png": ["1"] * 2,
    }
    shown = page.selectbox[0]
    for number, option in enumerate(shown.options):
        shown.set_value(number).run()
        assert values(answers(page)) == ["7" if "b.png" in option else "1"] * 2


def test_every_answer_of_the_table_has_its_probability(page: AppTest, png: Png) -> None:
    upload(page, ("b.png", png("7")), ("a.png", png("1")))
    assert all(re.fullmatch(r"\d \d+%", cell) for _, *cells in table(page) for cell in cells)


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
    rows = {name: cells for name, *cells in table(page)}
    assert rows["bad.png"] == [html.escape(str(said.value), quote=True)]
    assert [rows[name][0][0] for name in ("1.png", "7.png")] == ["1", "7"]
    assert len(values(answers(page))) == 2
    assert not page.exception


def test_a_bad_file_alone_is_an_error_in_words(page: AppTest) -> None:
    upload(page, ("bad.png", b"GIF8"))
    assert "could not be read as an image" in page.error[0].value
    assert not page.exception


def test_a_blank_picture_says_so_and_is_no_error(
    page: AppTest, png: Png, answers: Answers, html_of: Callable[[AppTest], str]
) -> None:
    upload(page, ("blank.png", png("")))
    assert values(answers(page)) == ["–", "–"]
    assert "There is no ink in this picture." in html_of(page)
    assert not page.error


def test_a_removed_picture_takes_its_answers_along(page: AppTest, png: Png, answers: Answers) -> None:
    upload(page, ("1.png", png("1")), ("7.png", png("7")))
    upload(page, ("7.png", png("7")))
    assert values(answers(page)) == ["7", "7"]
    assert not page.selectbox


def test_those_come_first_about_which_the_models_disagree() -> None:
    entries = [
        entry("sure", "7", "7"),
        Entry("bad", "it ends early"),
        entry("doubt", "?", "?"),
        entry("apart", "7", "1"),
    ]
    assert [one.name for one in in_order(entries, ["a", "b"])] == ["apart", "doubt", "bad", "sure"]


def test_the_downloads_hold_every_row(page: AppTest, png: Png) -> None:
    entries = [Entry("=1+1.png", "it ends early"), entry("seven, no.png", "7", "1")]
    lines = [one.line() for one in entries]
    rows = list(csv.DictReader(StringIO(as_csv(lines, ["a", "b"]))))
    assert [row["path"] for row in rows] == ["=1+1.png", "seven, no.png"]
    assert (rows[0]["error"], rows[1]["a"], rows[1]["b"]) == ("it ends early", "7", "1")
    assert json.loads(as_json(lines)) == lines
    upload(page, ("b.png", png("7")), ("a.png", png("1")))
    assert [getattr(button, "label", "") for button in page.get("download_button")] == ["Download CSV", "Download JSON"]


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


def test_a_files_name_is_shown_as_it_is(page: AppTest, png: Png) -> None:
    name = '<b onclick="x">*1*&amp;</b>.png'
    upload(page, (name, png("7")), ("a.png", png("1")))
    assert html.escape(name) in {cells[0] for cells in table(page)}
    assert any(name in option for option in page.selectbox[0].options)


def test_the_preview_has_every_grey_of_the_picture() -> None:
    tones = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(np.asarray(preview(decode(tones).grey)), tones)


def test_uploads_and_a_drawing_do_not_disturb_each_other(
    page: AppTest, png: Png, draw: Callable[..., AppTest], answers: Answers
) -> None:
    upload(page, ("1.png", png("1")))
    draw(page, "7")
    assert [value for _, value in answers(page)] == ["7", "7", "1", "1"]
