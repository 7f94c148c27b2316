"""On a phone the page fits the screen, a finger draws, and no stroke is lost to what lies over the canvas."""

from collections.abc import Callable, Sequence
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Touch = Callable[..., None]
Clear = Callable[[Page], None]
Answer = Callable[[Page, str], Locator]
Digits = dict[str, Sequence[object]]

TARGETS: tuple[tuple[Literal["button", "tab"], str], ...] = (
    ("button", "Undo"),
    ("button", "Clear"),
    ("tab", "Draw"),
    ("tab", "Upload"),
    ("button", "Logistic regression"),
)


def bottom(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_digits_drawn_by_finger_are_read_by_both_models(
    phone: Page, touch: Touch, clear: Clear, answer: Answer, digits: Digits
) -> None:
    for digit, strokes in digits.items():
        touch(phone, strokes)
        for name in ("logistic", "mlp"):
            expect(answer(phone, name)).to_have_text(digit)
        clear(phone)


def test_a_stroke_that_begins_at_the_top_right_is_not_lost(
    phone: Page, touch: Touch, clear: Clear, answer: Answer, ink: Callable[[Page], int]
) -> None:
    stroke = [(x, 16.0) for x in range(250, 110, -20)]
    touch(phone, [stroke])
    expect(answer(phone, "mlp")).not_to_have_text("–")
    first = ink(phone)
    assert first > 120 * 15
    clear(phone)
    expect(answer(phone, "mlp")).to_have_text("–")
    touch(phone, [stroke])
    expect(answer(phone, "mlp")).not_to_have_text("–")
    assert ink(phone) == first


@pytest.mark.parametrize("width", [320, pytest.param(390, marks=pytest.mark.soak)])
def test_the_page_is_no_wider_than_the_screen(
    phone: Page, touch: Touch, answer: Answer, digits: Digits, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    touch(phone, digits["7"])
    expect(answer(phone, "mlp")).to_have_text("7")
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_canvas_clear_and_answers_are_on_the_first_screen(
    phone: Page, touch: Touch, answer: Answer, digits: Digits
) -> None:
    touch(phone, digits["3"])
    expect(answer(phone, "mlp")).to_have_text("3")
    shown = [
        phone.locator("canvas.upper-canvas").first,
        phone.get_by_role("button", name="Clear", exact=True),
        answer(phone, "logistic"),
        answer(phone, "mlp"),
    ]
    assert max(bottom(part) for part in shown) <= 844


def test_what_a_finger_must_hit_is_44_pixels_high(phone: Page) -> None:
    boxes = {name: phone.get_by_role(role, name=name, exact=True).bounding_box() for role, name in TARGETS}
    assert [name for name, box in boxes.items() if box is None or box["height"] < 44] == []
