"""No page has a barrier for people who use a screen reader or see colours poorly."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

Barriers = Callable[[Page], list[str]]
# What to look at, and what is there when it has come.
PAGES = {
    "": "NeuraLite reads handwritten digits",
    "compare": "The mistakes themselves",
    "compare?view=coverage": "What if a model may say",
    "models?model=mlp-small": "Take it along",
}


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.soak)])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of a visitor who likes pages light, or dark; so high that nothing is out of sight, where axe sees less."""
    with browser.new_context(viewport={"width": 1280, "height": 3000}, color_scheme=request.param) as context:
        yield context.new_page()


def test_no_page_has_a_serious_barrier_in_either_theme(tab: Page, address: str, barriers: Barriers) -> None:
    found = {}
    for path, last in PAGES.items():
        tab.goto(f"{address}/{path}")
        expect(tab.get_by_role("heading", name=last)).to_be_visible()
        expect(tab.get_by_text("Multilayer perceptron").first).to_be_visible()
        expect(tab.locator(".stSkeleton")).to_have_count(0)
        found[path] = barriers(tab)
    assert found == {path: [] for path in PAGES}
