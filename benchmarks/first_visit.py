"""A first visit until the canvas can be drawn on: beside a page that has nothing but the same canvas.

    python -m benchmarks.first_visit [RUNS]

Both pages are served by Streamlit with the same settings and opened by the same Chromium, in turn, each time as a
visitor who has never been here. Warm: the server has had a visitor before. Cold: it has just started. It needs
Chromium, but none of the libraries that the other benchmarks compare with.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.browsing import FLAGS, PROJECT, chromium, served
from benchmarks.pairs import Pair, table_row

BARE = """
from streamlit_drawable_canvas import st_canvas
st_canvas(
    stroke_width=20, stroke_color="#000000", background_color="#ffffff", width=280, height=280,
    return_image_data=True, key="canvas",
)
"""
RUNS = 7
MOST_RATIO, MOST_MEGABYTES = 1.2, 5.0


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    path = chromium()
    if path is None:
        raise SystemExit("There is no Chromium here: install it, or name one in NEURALITE_CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        apps = (PROJECT / "app.py", bare)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        print(table_row("first visit", "NeuraLite", "bare canvas", f"ratio (range), target {MOST_RATIO}"))
        print(table_row(*["---"] * 4))
        print(warm(browser, apps, runs).row("warm server"), flush=True)
        print(cold(browser, apps, runs).row("cold server"), flush=True)
        with served(apps[0]) as server:
            print(
                f"\nTransferred by the first page: {megabytes(browser, server.address):.2f} MB, target {MOST_MEGABYTES}"
            )
        browser.close()


def warm(browser: Browser, apps: tuple[Path, Path], runs: int) -> Pair:
    """Visits to two servers that stand."""
    with served(apps[0]) as ours, served(apps[1]) as theirs:
        for server in (ours, theirs):
            visit(browser, server.address)
        return in_turn(lambda mine: visit(browser, (ours if mine else theirs).address), runs)


def cold(browser: Browser, apps: tuple[Path, Path], runs: int) -> Pair:
    """Visits each to a server of its own that has just said it is ready."""

    def first(mine: bool) -> float:
        with served(apps[0] if mine else apps[1]) as server:
            return visit(browser, server.address)

    return in_turn(first, runs)


def in_turn(seconds, runs: int) -> Pair:
    """So many runs of either side, by turns; who goes first changes every time."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for run in range(runs):
        for mine in (run % 2 == 0, run % 2 == 1):
            found[mine].append(seconds(mine))
    return Pair(tuple(found[True]), tuple(found[False]))


def visit(browser: Browser, address: str) -> float:
    """Seconds from the address to the canvas, by a visitor whose browser has nothing of it."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as visitor:
        page = visitor.new_page()
        started = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator("canvas.upper-canvas").first.wait_for(timeout=60_000)
        return time.perf_counter() - started


def megabytes(browser: Browser, address: str) -> float:
    """What a first visit loads until nothing more comes, as it comes over the wire."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as visitor:
        page = visitor.new_page()
        sizes: list[float] = []
        page.on("websocket", lambda wire: wire.on("framereceived", lambda data: sizes.append(len(data))))
        device = visitor.new_cdp_session(page)
        device.send("Network.enable")
        device.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address, wait_until="networkidle")
        page.locator("canvas.upper-canvas").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        return sum(sizes) / 1e6


if __name__ == "__main__":
    main()
