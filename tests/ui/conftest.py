"""What the tests of the page share: the page itself, run without a browser, and drawings made by code."""

import base64
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from neuralite.ui import draw as draw_panel

APP = Path(__file__).resolve().parents[2] / "app.py"
DIGITS = {
    "1": [(140, 50), (140, 230)],
    "7": [(80, 60), (200, 60), (130, 230)],
    # Logistic regression takes it for a 3.
    "hooked 9": [(200, 90), (160, 45), (100, 60), (95, 110), (140, 130), (195, 95), (200, 180), (160, 235), (90, 225)],
    "": [],
}


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser needs time for the canvas here."""
    monkeypatch.setattr(draw_panel, "AHEAD", 0.0)


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Opens the page, by an address with these parameters."""

    def opened(**parameters: str) -> AppTest:
        page = AppTest.from_file(APP, default_timeout=20)
        page.query_params.update(parameters)
        return page.run()

    return opened


@pytest.fixture
def page(open_page: Callable[..., AppTest]) -> AppTest:
    """The page as it is when it has just been opened."""
    return open_page()


@pytest.fixture
def png() -> Callable[[str], bytes]:
    """A picture of 280x280 on which the digit is drawn; of an empty sheet for ``""``."""

    def draw(digit: str) -> bytes:
        image = Image.new("RGB", (280, 280), "white")
        if DIGITS[digit]:
            ImageDraw.Draw(image).line(DIGITS[digit], fill="black", width=20, joint="curve")
        buffer = BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()

    return draw


@pytest.fixture
def draw(png: Callable[[str], bytes]) -> Callable[..., AppTest]:
    """Draws a digit on the page's canvas, and runs the page as the pen going up does."""

    def draw_digit(page: AppTest, digit: str, strokes: Sequence[str] = ("stroke",)) -> AppTest:
        page.session_state["canvas"] = {
            "drawing": {
                "raw": {"objects": [{"type": "path", "path": stroke} for stroke in strokes]},
                "data": "data:image/png;base64," + base64.b64encode(png(digit)).decode(),
            },
            "backgroundFit": None,
        }
        return page.run()

    return draw_digit


@pytest.fixture
def answers() -> Callable[[AppTest], list[tuple[str, str]]]:
    """Every answer on the page, from top to bottom: the model's title and what it reads."""
    return lambda page: [(metric.label, metric.value) for metric in page.metric]


@pytest.fixture
def html_of() -> Callable[[AppTest], str]:
    """All HTML that a page shows."""
    return lambda page: "\n".join(str(getattr(part, "value", "")) for part in page.get("html"))
