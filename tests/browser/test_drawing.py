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
# The parts of the page with a shadow root to which style sheets were added, and how many.
STYLED = """() => [...document.querySelectorAll("*")]
    .filter(host => host.shadowRoot?.adoptedStyleSheets.length)
    .map(host => [
        [...host.closest(".stElementContainer").classList].find(name => name.startsWith("st-key-")),
        host.shadowRoot.adoptedStyleSheets.length,
    ])"""
# After a stroke, the canvas by itself waits so many milliseconds before it tells of it: here, for ever.
NO_WAIT_ENDS = """
const wait = window.setTimeout;
window.setTimeout = (task, milliseconds, ...rest) => (milliseconds === 200 ? 0 : wait(task, milliseconds, ...rest));
"""
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


def test_the_components_toolbar_stays_hidden_and_no_other_part_of_the_page_is_touched(
    page: Page, draw: Draw, answer: Answer, digits: Digits
) -> None:
    toolbar = page.locator(".dc-toolbar").first
    expect(toolbar).to_be_hidden()
    draw(page, digits["7"])
    expect(answer(page, "mlp")).to_have_text("7")
    page.get_by_role("slider", name="Brush width").press("Home")
    page.locator("canvas.upper-canvas").first.hover()
    expect(toolbar).to_be_hidden()
    # One style sheet, in the canvas's own shadow root, however often the page has run.
    assert page.evaluate(STYLED) == [["st-key-canvas", 1]]


def test_digits_drawn_by_mouse_are_read_by_both_models(
    page: Page, draw: Draw, clear: Callable[[Page], None], answer: Answer, digits: Digits
) -> None:
    for digit, strokes in digits.items():
        draw(page, strokes)
        for name in MODELS:
            expect(answer(page, name)).to_have_text(digit)
        expect(page.get_by_text(f"Both read {digit}.")).to_be_visible()
        clear(page)


@pytest.mark.parametrize(("device", "pen"), [("desktop", "draw"), ("handheld", "touch")])
def test_an_answer_does_not_wait_as_long_as_the_canvas_would(
    request: pytest.FixtureRequest, address: str, device: str, pen: str, answer: Answer, digits: Digits
) -> None:
    with request.getfixturevalue(device).new_page() as page:
        page.add_init_script(NO_WAIT_ENDS)
        page.goto(address)
        expect(page.locator("canvas.upper-canvas").first).to_be_visible(timeout=60_000)
        request.getfixturevalue(pen)(page, digits["7"])
        for name in MODELS:
            expect(answer(page, name)).to_have_text("7")


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
    page: Page, draw: Draw, clear: Callable[[Page], None], answer: Answer, ink: Ink
) -> None:
    brush = page.get_by_role("slider", name="Brush width")
    brush.press("Home")
    expect(brush).to_have_value("8")
    for _ in range(5):  # nobody is so quick, but a stroke drawn before the page has run for the slider is wide
        draw(page, [[(60, 60), (60, 140), (60, 220)]])
        expect(answer(page, "mlp")).not_to_have_text("–")
        if ink(page) < 200 * 10:
            break
        clear(page)
    thin = ink(page)
    assert 0 < thin < 200 * 10
    brush.press("End")
    expect(brush).to_have_value("36")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert ink(page) == thin
    for _ in range(5):  # nobody is so quick, but a stroke drawn before the page has run for the slider is lost
        draw(page, [[(200, 60), (200, 140), (200, 220)]])
        if ink(page) > thin:
            break
    assert ink(page) - thin > 3 * thin
