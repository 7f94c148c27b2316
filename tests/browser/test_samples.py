"""The keyboard alone reaches an answer and its reasons, by the samples, in any width of a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT_AT_REST = "[data-test-script-state=notRunning]"
CAMERA_ASKED = """() => { window.asked = 0;
    const media = navigator.mediaDevices || {};
    media.getUserMedia = async () => { window.asked += 1; throw new Error("no camera"); };
    Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true }); }"""


def press_until(page: Page, key: str, goal: Locator, most: int = 60) -> None:
    """Press a key until the goal has the focus."""
    for _ in range(most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
        # The focus moves a moment later.
        page.wait_for_timeout(50)
    pytest.fail(f"{most} times {key} did not reach {goal}")


def arrow_to(page: Page, goal: Locator, most: int = 12) -> None:
    """Open a tab with the arrow keys; where the page, busy, loses the focus as it opens one, Tab leads back to it."""
    for _ in range(most):
        press_until(page, "Tab", page.locator("[role=tab][aria-selected=true]"))
        if goal.get_attribute("aria-selected") == "true":
            return
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(200)
        page.wait_for_selector(SCRIPT_AT_REST)
    pytest.fail(f"{most} arrows did not open {goal}")


def test_the_keyboard_alone_reaches_an_answer_and_why(page: Page) -> None:
    page.wait_for_selector(SCRIPT_AT_REST)
    arrow_to(page, page.get_by_role("tab", name="Samples"))
    sample = page.get_by_role("button", name="A crossed 7")
    expect(sample).to_be_visible()
    press_until(page, "Tab", sample)
    page.keyboard.press("Enter")
    for name in ("logistic", "mlp"):
        expect(page.locator(f".st-key-sample-answer-{name} [data-testid='stMetricValue']")).to_have_text("7")
    press_until(page, "Tab", page.locator(".st-key-sample-why summary"))
    page.keyboard.press("Enter")
    expect(page.get_by_alt_text("Map of what speaks for 7.").first).to_be_visible()


def test_the_camera_is_asked_for_only_when_its_panel_is_opened(page: Page) -> None:
    page.evaluate(CAMERA_ASKED)
    page.get_by_role("tab", name="Samples").click()
    expect(page.get_by_role("button", name="An easy 3")).to_be_visible()
    assert page.evaluate("window.asked") == 0
    page.get_by_role("tab", name="Camera").click()
    page.wait_for_function("window.asked > 0")


@pytest.mark.parametrize("width", [320, pytest.param(430, marks=pytest.mark.soak)])
def test_an_explained_disagreement_fits_a_phone(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    phone.get_by_role("tab", name="Samples").click()
    phone.get_by_role("button", name="1 or 7?").click()
    for name in ("why", "strip"):
        phone.locator(f".st-key-sample-{name} summary").click()
    expect(phone.get_by_alt_text("28 x 28: On 28 x 28 pixels").first).to_be_visible()
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    low = phone.locator(".st-key-sample-details button, .st-key-samples button").evaluate_all(
        "buttons => buttons.filter(one => one.offsetHeight && one.textContent && one.offsetHeight < 44).length"
    )
    assert low == 0
