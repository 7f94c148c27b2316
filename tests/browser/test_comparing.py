"""The way from page to page, and what needs a browser on the pages of comparisons: clicks on charts, small screens."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# Each with the heading that its last part has.
PAGES = {
    "compare?view=confusion": "The mistakes themselves",
    "compare?view=training": "How each model learnt",
    "compare?view=coverage": "What if a model may say",
    "compare?view=overlap": "Do they fail on the same digits?",
    "models?model=mlp": "Take it along",
}


def test_links_lead_from_page_to_page_on_a_phone_too(phone: Page) -> None:
    for name, path in (("Compare", "/compare"), ("Models", "/models"), ("Read", "/")):
        link = phone.get_by_role("link", name=name, exact=True)
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        link.click()
        expect(phone).to_have_url(re.compile(f"{path}$"))
    expect(phone.locator("canvas.upper-canvas").first).to_be_visible()


def test_no_page_is_wider_than_a_small_phone(phone: Page, address: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 844})
    for path, last in PAGES.items():
        phone.goto(f"{address}/{path}")
        expect(phone.get_by_role("heading", name=last)).to_be_visible()
        assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), path
        assert phone.evaluate("(main => main.scrollWidth <= main.clientWidth)(document.querySelector('.stMain'))"), path


def test_a_click_on_a_number_of_the_matrix_shows_the_digits_behind_it(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?model=logistic")
    expect(page.get_by_role("heading", name="The mistakes themselves")).to_be_visible()
    cells = page.locator(".st-key-confusion-logistic svg .mark-rect path")
    # The first cell is that of the zeros that were read right, the second is of zeros too.
    cells.nth(1).scroll_into_view_if_needed()
    box = cells.nth(1).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"of=logistic&written=0&read=[1-9]"))
    expect(page.get_by_text(re.compile(r"digits? of [\d,]+ misread"))).to_be_visible()
