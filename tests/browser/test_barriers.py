"""No page has a barrier for people who use a screen reader or see colours poorly."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

Barriers = Callable[[Page], list[str]]
PAGES = {"": "NeuraLite reads handwritten digits"}


@pytest.fixture(params=["light", "dark"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of a visitor who likes pages light, or dark."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=request.param) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_barrier_in_either_theme(tab: Page, address: str, barriers: Barriers, path: str) -> None:
    tab.goto(f"{address}/{path}")
    expect(tab.get_by_role("heading", name=PAGES[path])).to_be_visible()
    expect(tab.get_by_text("Multilayer perceptron").first).to_be_visible()
    assert barriers(tab) == []
