"""Twenty visitors at once: each draws a digit of its own again and again, and gets the answer to that, soon.

A stroke's time is taken in the page, from the pen that goes up to the answer that stands there: what this test itself
does for the other visitors does not count, but that all their browsers share the machine with the server does.
"""

import heapq
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from neuralite.training.alphabet import DIGITS
from neuralite.training.strokes import parse, rounded

pytestmark = [pytest.mark.browser, pytest.mark.soak]

Stroke: TypeAlias = list[tuple[float, float]]
Draw: TypeAlias = Callable[[Page, Sequence[Stroke]], None]

# `pytest -m soak --log-cli-level INFO` shows what was measured.
LOG = logging.getLogger(__name__)
VISITORS = 20
SECONDS = 120
# A digit is drawn, looked at, and taken away in so many seconds.
ROUND, LOOK = 2.0, 1.4
# Who was kept waiting so long does not hurry after.
LATE = 0.2
MOST_SECONDS = 1.0
MOST_GROWTH = 1.2
FAST_STROKES = 100
# Of the ways to write a digit, the one of a single stroke: two would be answered twice.
WAYS = {4: 1}
# Notes when the pen goes up, and from then on every text of the answers with its time.
WATCH = """() => {
    const answer = name => document.querySelector(`.st-key-answer-${name} [data-testid="stMetricValue"]`)?.innerText;
    window.nl = { up: 0, told: [] };
    window.addEventListener("mouseup", () => { window.nl = { up: performance.now(), told: [] }; }, true);
    new MutationObserver(() => {
        const told = [answer("logistic"), answer("mlp")];
        const last = window.nl.told.at(-1);
        if (!last || String(last.slice(1)) !== String(told)) window.nl.told.push([performance.now(), ...told]);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def strokes(digit: int) -> list[Stroke]:
    """A digit on the canvas of 280x280, its corners cut once."""
    lines = [rounded(line, 1) for line in parse(DIGITS[digit][WAYS.get(digit, 0)])]
    return [[(float(x) * 110 + 85, float(y) * 180 + 50) for y, x in line] for line in lines]


class Visitor:
    """A page on which one digit is drawn again and again."""

    def __init__(self, context: BrowserContext, address: str, digit: int) -> None:
        self.digit, self.strokes = str(digit), strokes(digit)
        self.seconds: list[float] = []
        self.wrong: list[Any] = []
        self.logistic: set[str | None] = set()
        self.drawn = False
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(address)
        expect(self.page.locator("canvas.upper-canvas").first).to_be_visible(timeout=60_000)
        expect(self.answer("mlp")).to_have_text("–", timeout=60_000)
        self.page.evaluate(WATCH)

    def answer(self, model: str) -> Locator:
        return self.page.locator(f".st-key-answer-{model} [data-testid='stMetricValue']")

    def alone(self, draw: Draw) -> str:
        """What the logistic regression, which may be wrong, answers while nobody else draws."""
        draw(self.page, self.strokes)
        expect(self.answer("mlp")).to_have_text(self.digit)
        expect(self.answer("logistic")).not_to_have_text("–")
        answer = self.answer("logistic").inner_text()
        self.page.get_by_role("button", name="Clear", exact=True).click()
        expect(self.answer("logistic")).to_have_text("–")
        return answer

    def step(self, draw: Draw) -> float:
        """Draw, or look at the answer and take the drawing away; how many seconds to wait before the next step."""
        self.drawn = not self.drawn
        if self.drawn:
            draw(self.page, self.strokes)
            return LOOK
        seen = self.page.evaluate("window.nl")
        if not seen["told"] or seen["told"][-1][2] != self.digit:
            self.wrong.append(seen["told"])
        else:
            first = next(told for told in seen["told"] if told[2] == self.digit)
            self.seconds.append((first[0] - seen["up"]) / 1000)
            self.logistic.add(seen["told"][-1][1])
        self.page.get_by_role("button", name="Clear", exact=True).click()
        return ROUND - LOOK


@pytest.fixture
def visitors(browser: Browser, fresh_server: Any) -> Iterator[list[Visitor]]:
    with ExitStack() as open_ones:
        yield [
            Visitor(
                open_ones.enter_context(browser.new_context(viewport={"width": 1280, "height": 800})),
                fresh_server.address,
                number % len(DIGITS),
            )
            for number in range(VISITORS)
        ]


def run(visitors: Sequence[Visitor], draw: Draw, seconds: float) -> None:
    """Let every visitor take its steps when it is time, for so long; none ends with a drawing."""
    start = time.monotonic()
    due = [(start + ROUND * number / len(visitors), number) for number in range(len(visitors))]
    while due:
        when, number = heapq.heappop(due)
        visitor = visitors[number]
        visitor.page.wait_for_timeout(max(0.0, 1000 * (when - time.monotonic())))
        wait = visitor.step(draw)
        after = max(when, time.monotonic() - LATE) + wait
        if visitor.drawn or after < start + seconds:
            heapq.heappush(due, (after, number))


def megabytes(process: int) -> float:
    """The memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_twenty_visitors_get_their_own_answers_soon_and_the_memory_stays(
    visitors: list[Visitor], draw: Draw, fresh_server: Any
) -> None:
    alone: dict[str, set[str]] = {}
    for visitor in visitors:
        alone.setdefault(visitor.digit, set()).add(visitor.alone(draw))
    run(visitors, draw, 2 * ROUND)
    before = megabytes(fresh_server.process)
    for visitor in visitors:
        visitor.seconds.clear()
    run(visitors, draw, SECONDS)
    seconds = np.array([second for visitor in visitors for second in visitor.seconds])
    after = megabytes(fresh_server.process)
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    LOG.info("%d answers, median %.3f s, p95 %.3f s; %.0f MB, then %.0f", len(seconds), p50, p95, before, after)
    assert {visitor.digit: visitor.wrong for visitor in visitors if visitor.wrong} == {}
    assert [(visitor.digit, visitor.logistic) for visitor in visitors if visitor.logistic - alone[visitor.digit]] == []
    assert after < MOST_GROWTH * before
    assert p95 <= MOST_SECONDS


def test_a_hundred_fast_strokes_are_all_there_and_known_to_the_server(
    page: Page, draw: Draw, ink: Callable[[Page], int], answer: Callable[[Page, str], Locator]
) -> None:
    page.get_by_role("slider", name="Brush width").press("Home")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    apart = 26.0
    places = [(20 + apart * (number % 10), 20 + apart * (number // 10)) for number in range(FAST_STROKES)]
    draw(page, [[(x, y), (x + 5, y + 5), (x + 10, y + 10)] for x, y in places[:1]])
    one = ink(page)
    draw(page, [[(x, y), (x + 5, y + 5), (x + 10, y + 10)] for x, y in places[1:]])
    assert ink(page) == FAST_STROKES * one > 0
    expect(answer(page, "mlp")).not_to_have_text("–")
    page.wait_for_timeout(1000)
    # The server gives back all strokes that it knows but the last.
    page.get_by_role("button", name="Undo", exact=True).click()
    page.wait_for_timeout(2000)
    assert ink(page) == (FAST_STROKES - 1) * one
