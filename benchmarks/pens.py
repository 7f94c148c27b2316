"""A mouse and a finger that draw on a page: strokes of points on the screen, ``(x, y)`` in pixels."""

from collections.abc import Iterable, Sequence

from playwright.sync_api import Page

Strokes = Iterable[Sequence[Sequence[float]]]


def on_screen(page: Page, strokes: Strokes) -> list[list[tuple[float, float]]]:
    """Strokes of the canvas, scrolled to, in pixels of the screen. Raises RuntimeError where there is no canvas."""
    canvas = page.locator("canvas.upper-canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    if box is None:
        raise RuntimeError("the canvas is gone")
    return [[(box["x"] + x, box["y"] + y) for x, y in stroke] for stroke in strokes]


def by_mouse(page: Page, strokes: Strokes) -> None:
    """Draw each stroke with the left button down."""
    for stroke in strokes:
        page.mouse.move(*map(float, stroke[0]))
        page.mouse.down()
        for point in stroke[1:]:
            page.mouse.move(*map(float, point))
        page.mouse.up()


def by_finger(page: Page, strokes: Strokes) -> None:
    """Draw each stroke with a finger on a touch screen."""
    device = page.context.new_cdp_session(page)
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke):
            kind = "touchMove" if number else "touchStart"
            device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": float(x), "y": float(y)}]})
        device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    device.detach()
