"""The real page in a real browser: a server for all tests, a browser for each file, a tab for each test.

Playwright keeps an event loop running in this thread as long as it is open; it is closed after each file, so that
no test elsewhere meets it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from math import cos, pi, sin
from typing import Any, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from benchmarks import browsing, pens

CANVAS = "canvas.dc-canvas.lower-canvas"
COUNT_INK = """canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let dark = 0;
    for (let i = 0; i < pixels.length; i += 4) dark += pixels[i + 3] > 127 && pixels[i] < 128;
    return dark;
}"""
# A stroke is on the canvas with the frame after the one in which the pen went up.
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What has just come or is about to go is pale for a moment.
AT_REST = "() => document.getAnimations().every(animation => animation.playState !== 'running')"
SERIOUS = ("serious", "critical")
# What axe-core finds in Streamlit itself, which this app can't mend: the rule, and where.
STREAMLITS_OWN: dict[str, tuple[str, ...]] = {}
INSIDE = "(element, selectors) => selectors.some(selector => element.closest(selector))"
# A machine that does other work at the same time may take a while to answer.
expect.set_options(timeout=15_000)

Point: TypeAlias = tuple[float, float]
Stroke: TypeAlias = Sequence[Point]


def arc(centre: Point, radii: Point, start: float, end: float, steps: int = 24) -> list[Point]:
    """Points of an ellipse; the angles are parts of a turn, clockwise from the top."""
    turns = [2 * pi * (start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + radii[0] * sin(turn), centre[1] - radii[1] * cos(turn)) for turn in turns]


# In pixels of the canvas, which is 280 wide and high.
DIGITS: dict[str, list[Stroke]] = {
    "0": [arc((140, 140), (55, 85), 0, 1)],
    "1": [[(140, 50), (140, 140), (140, 230)]],
    "3": [[*arc((135, 95), (50, 45), -0.2, 0.45), *arc((135, 185), (55, 50), 0.05, 0.7)]],
    "7": [[(80, 60), (140, 60), (200, 60), (165, 145), (130, 230)]],
}


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser of this machine; without one the tests are skipped, but fail where the variable CI is set."""
    found = browsing.chromium()
    if found is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("there is no Chromium here: install the package chromium, or name a browser in NEURALITE_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def address(chromium: str) -> Iterator[str]:
    """Where the app is served, by a server that ends with the tests; asked for only where there is a browser."""
    with browsing.served() as server:
        yield server.address


@pytest.fixture
def fresh_server(chromium: str) -> Iterator[browsing.Server]:
    """A server that no test has used."""
    with browsing.served() as server:
        yield server


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=browsing.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor's browser, so that what never changes is loaded once; a tab in it is a session of its own."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context


@pytest.fixture(scope="module")
def handheld(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        yield context


@pytest.fixture
def page(desktop: BrowserContext, address: str) -> Iterator[Page]:
    """The page on a desktop."""
    with desktop.new_page() as page:
        yield opened(page, address)


@pytest.fixture
def phone(handheld: BrowserContext, address: str) -> Iterator[Page]:
    """The page on a phone."""
    with handheld.new_page() as page:
        yield opened(page, address)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    # The first visitor of a server waits for its imports.
    expect(page.locator("canvas.upper-canvas").first).to_be_visible(timeout=60_000)
    return page


@pytest.fixture
def digits() -> dict[str, list[Stroke]]:
    """The strokes of some digits."""
    return DIGITS


@pytest.fixture
def draw() -> Callable[[Page, Sequence[Stroke]], None]:
    """Draws strokes with the mouse."""
    return lambda page, strokes: pens.by_mouse(page, pens.on_screen(page, strokes))


@pytest.fixture
def touch() -> Callable[[Page, Sequence[Stroke]], None]:
    """Draws strokes with a finger."""
    return lambda page, strokes: pens.by_finger(page, pens.on_screen(page, strokes))


@pytest.fixture
def answer() -> Callable[[Page, str], Locator]:
    """Where the answer of a model stands, by the model's name."""
    return lambda page, name: page.locator(f".st-key-answer-{name} [data-testid='stMetricValue']")


@pytest.fixture
def ink() -> Callable[[Page], int]:
    """How many pixels of the canvas are dark, once it shows what was drawn."""

    def count(page: Page) -> int:
        page.evaluate(NEXT_FRAME)
        return int(page.locator(CANVAS).first.evaluate(COUNT_INK))

    return count


@pytest.fixture
def clear() -> Callable[[Page], None]:
    """Presses Clear, and returns when the canvas is empty."""

    def press_clear(page: Page) -> None:
        page.get_by_role("button", name="Clear", exact=True).click()
        canvas = page.locator(CANVAS).first.element_handle()
        page.wait_for_function(f"canvas => ({COUNT_INK})(canvas) === 0", arg=canvas)

    return press_clear


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """What axe-core finds on a page that keeps people out, a line a finding, without what is Streamlit's own."""

    def find(page: Page) -> list[str]:
        page.wait_for_selector("[data-test-script-state=notRunning]")
        page.wait_for_function(AT_REST)
        found = Axe().run(page).response["violations"]
        return [
            f"{violation['id']} ({violation['impact']}): {node['html'][:200]}"
            for violation in found
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
            if not is_streamlits_own(page, violation["id"], node)
        ]

    return find


def is_streamlits_own(page: Page, rule: str, node: dict[str, Any]) -> bool:
    """Whether a finding of axe-core is among those that are listed apart."""
    return rule in STREAMLITS_OWN and bool(
        page.locator(node["target"][0]).first.evaluate(INSIDE, list(STREAMLITS_OWN[rule]))
    )
