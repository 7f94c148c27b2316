"""A digit drawn by mouse is read as the pen goes up; Undo, Clear and the brush do what they say."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Draw = Callable[..., None]
Answer = Callable[[Page, str], Locator]
Ink = Callable[[Page], int]
Digits = dict[str, Sequence[object]]

MODELS = ("logistic", "mlp")
# A 4, of which the first stroke alone is a 1.
FOUR = [[(170, 50), (170, 140), (170, 230)], [(170, 50), (125, 105), (80, 160), (150, 160), (215, 160)]]


def test_the_canvas_is_there_without_a_click_and_no_model_has_answered(page: Page, answer: Answer) -> None:
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    box = page.locator("canvas.upper-canvas").first.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (280, 280)
    for name in MODELS:
        expect(answer(page, name)).to_have_text("–")


def test_digits_drawn_by_mouse_are_read_by_both_models(
    page: Page, draw: Draw, clear: Callable[[Page], None], answer: Answer, digits: Digits
) -> None:
    for digit, strokes in digits.items():
        draw(page, strokes)
        for name in MODELS:
            expect(answer(page, name)).to_have_text(digit)
        expect(page.get_by_text(f"Both read {digit}.")).to_be_visible()
        clear(page)


def test_undo_takes_back_the_last_stroke_and_the_answer_follows(
    page: Page, draw: Draw, answer: Answer, ink: Ink
) -> None:
    draw(page, FOUR[:1])
    expect(answer(page, "mlp")).to_have_text("1")
    one = ink(page)
    for _ in range(2):  # a second time, because the canvas must take the same strokes twice
        draw(page, FOUR[1:])
        expect(answer(page, "mlp")).to_have_text("4")
        assert ink(page) > one
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(answer(page, "mlp")).to_have_text("1")
        assert ink(page) == one


def test_clear_empties_canvas_and_answers_and_the_next_digit_is_read(
    page: Page, draw: Draw, clear: Callable[[Page], None], answer: Answer, digits: Digits
) -> None:
    draw(page, digits["7"])
    expect(answer(page, "mlp")).to_have_text("7")
    clear(page)
    for name in MODELS:
        expect(answer(page, name)).to_have_text("–")
    draw(page, digits["1"])
    expect(answer(page, "mlp")).to_have_text("1")


def test_a_wider_brush_makes_a_wider_stroke_and_leaves_the_others_alone(
    page: Page, draw: Draw, answer: Answer, ink: Ink
) -> None:
    brush = page.get_by_role("slider", name="Brush width")
    brush.press("Home")
    expect(brush).to_have_value("8")
    draw(page, [[(60, 60), (60, 140), (60, 220)]])
    expect(answer(page, "mlp")).not_to_have_text("–")
    thin = ink(page)
    brush.press("End")
    expect(brush).to_have_value("36")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert ink(page) == thin
    draw(page, [[(200, 60), (200, 140), (200, 220)]])
    assert ink(page) - thin > 3 * thin
