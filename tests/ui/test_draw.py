"""The Draw panel: what it answers to a drawing, and that Undo and Clear take it back."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from neuralite.ui import draw as draw_panel

Answers = Callable[[AppTest], list[tuple[str, str]]]
BOTH_NOTHING = [("Logistic regression", "–"), ("Multilayer perceptron", "–")]
BOTH_SEVEN = [("Logistic regression", "7"), ("Multilayer perceptron", "7")]


def html(page: AppTest) -> list[str]:
    return [str(getattr(element, "value", "")) for element in page.get("html")]


def said(page: AppTest) -> str:
    """The sentence over the answers."""
    (words,) = re.findall('<p class="nl-said">(?:<strong>)?(.*?)(?:</strong>)?</p>', "".join(html(page)))
    return str(words)


def test_before_anything_is_drawn_no_model_answers(page: AppTest, answers: Answers) -> None:
    assert answers(page) == BOTH_NOTHING
    assert "Draw a digit" in said(page)
    assert not page.error


def test_only_a_visit_that_has_just_begun_waits_for_the_canvas(
    open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    now = 100.0
    monkeypatch.setattr(draw_panel, "AHEAD", 0.5)
    monkeypatch.setattr(draw_panel, "time", SimpleNamespace(monotonic=lambda: now, sleep=waited.append))
    page = open_page()
    now += 0.2
    page.run()
    now += 1
    page.run()
    assert waited == pytest.approx([0.5, 0.3, 0])


def test_both_models_read_a_drawing_and_agree(page: AppTest, draw: Callable[..., AppTest], answers: Answers) -> None:
    draw(page, "7")
    assert answers(page) == BOTH_SEVEN
    assert said(page) == "Both read 7."


def test_each_answer_shows_ten_bars_and_one_picture_shows_what_was_seen(
    page: AppTest, draw: Callable[..., AppTest]
) -> None:
    tables = [text for text in html(draw(page, "7")) if "<table" in text]
    assert [len(re.findall("<tr", table)) for table in tables] == [10, 10]
    assert sum("28x28" in text for text in html(page)) == 1


def test_the_next_stroke_changes_the_answer(page: AppTest, draw: Callable[..., AppTest], answers: Answers) -> None:
    draw(page, "1")
    assert {value for _, value in answers(page)} == {"1"}
    draw(page, "7", strokes=("first", "second"))
    assert answers(page) == BOTH_SEVEN


def test_strokes_that_leave_no_ink_are_a_blank_page(
    page: AppTest, draw: Callable[..., AppTest], answers: Answers
) -> None:
    draw(page, "")
    assert answers(page) == BOTH_NOTHING
    assert said(page) == "There is no ink in this picture."


def test_clear_empties_the_answers_and_the_next_drawing_is_read(
    page: AppTest, draw: Callable[..., AppTest], answers: Answers
) -> None:
    draw(page, "1")
    page.button[1].click().run()
    assert page.button[1].label == "Clear"
    assert answers(page) == BOTH_NOTHING
    draw(page, "7", strokes=("another",))
    assert answers(page) == BOTH_SEVEN


def test_undo_of_the_only_stroke_empties_the_answers_at_once(
    page: AppTest, draw: Callable[..., AppTest], answers: Answers
) -> None:
    draw(page, "7")
    page.button[0].click().run()
    assert page.button[0].label == "Undo"
    assert answers(page) == BOTH_NOTHING


def test_a_second_undo_need_not_wait_for_the_canvas(page: AppTest, draw: Callable[..., AppTest]) -> None:
    draw(page, "7", strokes=("first", "second", "third"))
    page.button[0].click().run()
    page.button[0].click().run()
    start = page.session_state["drawing"]["start"]
    assert [stroke["path"] for stroke in start["objects"]] == ["first"]


def test_undo_on_an_empty_canvas_changes_nothing(page: AppTest, answers: Answers) -> None:
    page.button[0].click().run()
    assert answers(page) == BOTH_NOTHING
    assert not page.exception


def test_another_brush_width_leaves_the_drawing_alone(
    page: AppTest, draw: Callable[..., AppTest], answers: Answers
) -> None:
    draw(page, "7")
    page.slider(key="brush").set_value(30).run()
    assert answers(page) == BOTH_SEVEN
