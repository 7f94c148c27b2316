"""The keyboard alone reaches an answer and its reasons, by the samples, in any width of a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SCRIPT_AT_REST = "[data-test-script-state=notRunning]"
CAMERA_ASKED = """() => { window.asked = 0;
    const media = navigator.mediaDevices || {};
    media.getUserMedia = async () => { window.asked += 1; throw new Error("no camera"); };
    Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true }); }"""


def press_until(page: Page, key: str, goal: Locator, most: int = 30) -> None:
    """Press a key until the goal has the focus."""
    for _ in range(most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
        # The focus moves a moment later, and with an arrow the panel is opened, too: a page that is still being made
        # may put the focus elsewhere.
        page.wait_for_timeout(50)
        page.wait_for_selector(SCRIPT_AT_REST)
    pytest.fail(f"{most} times {key} did not reach {goal}")


def test_the_keyboard_alone_reaches_an_answer_and_why(page: Page) -> None:
    tab = page.get_by_role("tab", name="Samples")
    page.wait_for_selector(SCRIPT_AT_REST)
    press_until(page, "Tab", page.get_by_role("tab", name="Draw"))
    press_until(page, "ArrowRight", tab)
    page.keyboard.press("Enter")
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
