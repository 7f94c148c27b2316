"""From the pen that goes up to both answers with their bars, as the page itself sees it.

    python -m benchmarks.pen_up [DRAWINGS]

Digits of one stroke and of two are drawn with a mouse and with a finger; the clock is that of the page, from its event
that the pen went up for the last time to the last change of the answers. It needs Chromium, but none of the libraries
that the other benchmarks compare with.
"""

import statistics
import sys
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.browsing import FLAGS, chromium, served
from benchmarks.pairs import table_row
from benchmarks.pens import Strokes, by_finger, by_mouse, on_screen
from neuralite.training.alphabet import DIGITS
from neuralite.training.strokes import Stroke, parse, rounded

DRAWINGS = 30
MOST_MILLISECONDS = 300
# The strokes' box on the canvas, in pixels.
SIDE, MARGIN = 170, 55
# An answer that has not changed for so long stands.
STANDS = 0.5
ANSWERS = ".st-key-answer-logistic, .st-key-answer-mlp"
NOTHING = "–"
CLOCK = """
document.addEventListener("pointerup", (event) => { window.penUp = event.timeStamp; window.changed = null; }, true);
new MutationObserver((changes) => {
  const answer = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("ANSWERS");
  if (changes.some((change) => answer(change.target))) window.changed = performance.now();
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
""".replace("ANSWERS", ANSWERS)
STANDING = f"""(read) => window.changed && performance.now() - window.changed > {1000 * STANDS}
    && [...document.querySelectorAll("[data-testid='stMetricValue']")].every(
        (answer) => (answer.innerText.trim() !== "{NOTHING}") === read)"""
DEVICES = {
    "mouse, 1280x800": {"viewport": {"width": 1280, "height": 800}},
    "finger, 390x844": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


def main() -> None:
    """Print the table."""
    drawings = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWINGS
    path = chromium()
    if path is None:
        raise SystemExit("There is no Chromium here: install it, or name one in NEURALITE_CHROMIUM.")
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        print(table_row("pen up to both answers", "median", "95 % within", f"target {MOST_MILLISECONDS} ms"))
        print(table_row(*["---"] * 4))
        for device, options in DEVICES.items():
            with browser.new_context(**options) as context:
                page = context.new_page()
                page.add_init_script(CLOCK)
                page.goto(server.address)
                page.locator("canvas.upper-canvas").first.wait_for(timeout=60_000)
                page.wait_for_timeout(2000)
                draw = by_finger if "has_touch" in options else by_mouse
                times = [answered(page, draw, strokes) for strokes in digits(drawings)]
                median, most = statistics.median(times), float(np.quantile(times, 0.95))
                met = "met" if median <= MOST_MILLISECONDS else "missed"
                print(table_row(device, f"{median:.0f} ms", f"{most:.0f} ms", met), flush=True)
        browser.close()


def digits(n: int) -> list[list[Stroke]]:
    """The strokes of so many digits on the canvas: points ``(k, 2)``, x before y."""
    ways = [parse(way) for ways in DIGITS.values() for way in ways]
    on_canvas = [[rounded(points)[:, ::-1] * SIDE + MARGIN for points in way] for way in ways]
    return [on_canvas[number % len(on_canvas)] for number in range(n)]


def answered(page: Page, draw: Callable[[Page, Strokes], None], strokes: list[Stroke]) -> float:
    """Milliseconds from the pen that goes up to the last change of the answers; then the canvas is cleared."""
    draw(page, on_screen(page, strokes))
    page.wait_for_function(STANDING, arg=True, timeout=10_000)
    milliseconds = float(page.evaluate("() => window.changed - window.penUp"))
    page.get_by_role("button", name="Clear", exact=True).click()
    page.wait_for_function(STANDING, arg=False, timeout=10_000)
    return milliseconds


if __name__ == "__main__":
    main()
