"""A first visit until the canvas can be drawn on: beside a page that has nothing but the same canvas.

    python -m benchmarks.first_visit [RUNS]

Both pages are served by Streamlit with the same settings and opened by the same Chromium, in turn, each time as a
visitor who has never been here. Warm: the server has had a visitor before. Cold: it has just started. It needs
Chromium, but none of the libraries that the other benchmarks compare with.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from benchmarks.pairs import Pair, table_row

PROJECT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
BARE = """
from streamlit_drawable_canvas import st_canvas
st_canvas(
    stroke_width=20, stroke_color="#000000", background_color="#ffffff", width=280, height=280,
    return_image_data=True, key="canvas",
)
"""
RUNS = 7
START_SECONDS = 60
MOST_RATIO, MOST_MEGABYTES = 1.2, 5.0


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        apps = (PROJECT / "app.py", bare)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        print(table_row("first visit", "NeuraLite", "bare canvas", f"ratio (range), target {MOST_RATIO}"))
        print(table_row(*["---"] * 4))
        print(warm(browser, apps, runs).row("warm server"), flush=True)
        print(cold(browser, apps, runs).row("cold server"), flush=True)
        with served(apps[0]) as address:
            print(f"\nTransferred by the first page: {megabytes(browser, address):.2f} MB, target {MOST_MEGABYTES}")
        browser.close()


def chromium() -> str:
    """The path of a browser of this machine. Raises SystemExit where there is none."""
    found = os.environ.get("NEURALITE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("There is no Chromium here: install it, or name one in NEURALITE_CHROMIUM.")
    return found


def warm(browser: Browser, apps: tuple[Path, Path], runs: int) -> Pair:
    """Visits to two servers that stand."""
    with served(apps[0]) as ours, served(apps[1]) as theirs:
        for address in (ours, theirs):
            visit(browser, address)
        return in_turn(lambda mine: visit(browser, ours if mine else theirs), runs)


def cold(browser: Browser, apps: tuple[Path, Path], runs: int) -> Pair:
    """Visits each to a server of its own that has just said it is ready."""

    def first(mine: bool) -> float:
        with served(apps[0] if mine else apps[1]) as address:
            return visit(browser, address)

    return in_turn(first, runs)


def in_turn(seconds, runs: int) -> Pair:
    """So many runs of either side, by turns; who goes first changes every time."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for run in range(runs):
        for mine in (run % 2 == 0, run % 2 == 1):
            found[mine].append(seconds(mine))
    return Pair(tuple(found[True]), tuple(found[False]))


@contextmanager
def served(app: Path) -> Iterator[str]:
    """The address of a server of its own for an app; it runs with the project's settings.

    Raises SystemExit where it does not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, server)
            yield address
        finally:
            server.kill()


def wait_until_healthy(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when a server is ready. Raises SystemExit when it has ended, or is not ready in time."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as reply:
                if reply.read() == b"ok":
                    return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"The server at {address} has ended, or was not ready within {START_SECONDS} s.")


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
