"""A walk over every page, as a visitor makes it: with mouse, finger and keys, on a desk and on a phone, light and dark.

On the way nothing keeps people out (axe-core), nothing is wider than the screen, and what is downloaded is read again.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from neuralite import mnist
from neuralite.training.alphabet import LETTERS
from neuralite.training.strokes import parse
from neuralite.ui.compare import VIEWS

pytestmark = pytest.mark.browser

Sample: TypeAlias = tuple[mnist.Images, mnist.Labels]
Barriers: TypeAlias = Callable[[Page], list[str]]
SIDEWAYS = """() => [document.scrollingElement, document.querySelector(".stMain")]
    .some(part => part.scrollWidth > part.clientWidth)"""
# What a finger must hit and is lower than 44 pixels; Streamlit's own signs beside a widget are no targets of ours.
LOW = """() => [...document.querySelectorAll(
        '.stMain :is(.stButton, .stDownloadButton, .stButtonGroup, .stPageLink, [role=tablist], .stExpander summary) '
        + ':is(button, a), .stMain .stExpander summary, .stMain [role=tab]')]
    .filter(one => one.offsetHeight && one.innerText && one.offsetHeight < 44)
    .map(one => `${one.innerText}: ${one.offsetHeight}`)"""
MODELS = ("logistic", "mlp")
# Right of a digit that stands in the middle of the canvas.
ONE_BESIDE = [[(245, 60), (245, 140), (245, 220)]]
WIDTHS = {"desk": (1280, 3000), "phone": (390, 3000)}


def file(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def of(sample: Sample, digit: int) -> Image.Image:
    """The sample's first such digit, dark on light, eight times as large."""
    images, labels = sample
    return Image.fromarray(255 - images[labels == digit][0]).resize((224, 224), Image.Resampling.BICUBIC)


def photo(digit: Image.Image) -> Image.Image:
    """The digit on paper under a lamp, with the camera's grain."""
    down, across = np.mgrid[0:480, 0:640] / 640
    sheet = 225 - 90 * np.hypot(down - 0.2, across - 0.1)
    sheet[120:344, 200:424] *= np.asarray(digit, float) / 255 * 0.85 + 0.15
    grain = np.random.default_rng(0).normal(0, 3, sheet.shape)
    return Image.fromarray((sheet + grain).clip(0, 255).astype(np.uint8)).convert("RGB")


def on_its_side(picture: Image.Image) -> bytes:
    """As a phone writes it: turned, and with a word in the file that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return file(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=92)


def letter() -> Image.Image:
    sheet = Image.new("L", (280, 280), 255)
    for line in parse(LETTERS["R"][0]):
        points = [(float(x) * 130 + 75, float(y) * 180 + 50) for y, x in line]
        ImageDraw.Draw(sheet).line(points, fill=0, width=16, joint="curve")
    return sheet


def several(sample: Sample) -> Image.Image:
    sheet = Image.new("L", (760, 280), 255)
    for place, digit in enumerate((3, 0, 7)):
        sheet.paste(of(sample, digit), (20 + 245 * place, 28))
    return sheet


@pytest.fixture(scope="module")
def pictures(sample: Sample) -> dict[str, tuple[bytes, str]]:
    """Files of every kind, each with what is read in it; of the corrupt one nothing."""
    seven = of(sample, 7)
    found = {
        "photo.jpg": (file(photo(seven), "JPEG", quality=92), "7"),
        "side.jpg": (on_its_side(photo(seven)), "7"),
        "letter.png": (file(letter()), "?"),
        "row.png": (file(several(sample)), "307"),
        "corrupt.png": (file(seven)[:900], ""),
    }
    for number in range(50 - len(found)):
        found[f"{number:02}.png"] = (file(Image.fromarray(255 - sample[0][number]).resize((112, 112))), "")
    return found


def upload(page: Page, files: dict[str, bytes]) -> None:
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "image/png", "buffer": data} for name, data in files.items()
    ]
    page.locator("input[type=file]").set_input_files(payloads)


def answers(page: Page, prefix: str = "") -> Locator:
    return page.locator(f".st-key-{prefix}answer-mlp [data-testid='stMetricValue']")


def open_all(page: Page, prefix: str) -> None:
    """Open why and the strip below an answer."""
    for part, sign in (("why", "Map of what speaks"), ("strip", "28 x 28: On 28 x 28 pixels")):
        page.locator(f".st-key-{prefix}{part} summary").click()
        expect(page.get_by_role("tabpanel").get_by_alt_text(sign).first).to_be_visible(timeout=30_000)


def scored(page: Page, folder: Path, button: str) -> str:
    """What the command line says of the zip behind a button."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).last.click()
    packed = folder / "handwriting.zip"
    download.value.save_as(packed)
    command = [sys.executable, "-m", "neuralite", "evaluate", str(packed), "--model", "mlp"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_a_photo_on_its_side_is_read_filed_and_scored_by_the_command_line(
    page: Page, pictures: dict[str, tuple[bytes, str]], tmp_path: Path
) -> None:
    page.goto(f"{page.url.partition('?')[0]}?panel=Upload&model=mlp")
    upload(page, {"side.jpg": pictures["side.jpg"][0]})
    expect(answers(page, "upload-")).to_have_text("7")
    expect(page.locator(".st-key-upload-answer-logistic")).to_have_count(0)
    page.locator(".st-key-upload-label").get_by_text("7", exact=True).click()
    assert "mlp: 100.00% right" in scored(page, tmp_path, "Download 1 labelled picture (zip)")


@pytest.fixture(params=[(place, theme) for place in WIDTHS for theme in ("light", "dark")], ids="-".join)
def tab(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of a visitor on a desk or a phone who likes pages light, or dark; so high that nothing is out of sight."""
    place, theme = request.param
    width, height = WIDTHS[place]
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        has_touch=place == "phone",
        is_mobile=place == "phone",
    ) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("canvas.upper-canvas").first).to_be_visible()
        yield page


def faults(page: Page, barriers: Barriers) -> list[str]:
    """What keeps people out, makes the page wider than the screen, or is too low for a finger."""
    expect(page.locator(".stSkeleton")).to_have_count(0)
    found = barriers(page)
    if page.evaluate(SIDEWAYS):
        found.append("wider than the screen")
    return found + (page.evaluate(LOW) if page.viewport_size and page.viewport_size["width"] < 500 else [])


@pytest.mark.soak
def test_a_drawing_a_sample_and_the_camera(
    tab: Page, barriers: Barriers, draw: Callable[..., None], touch: Callable[..., None], digits: dict[str, Any]
) -> None:
    found = {"empty": faults(tab, barriers)}
    pen = touch if tab.viewport_size == {"width": WIDTHS["phone"][0], "height": WIDTHS["phone"][1]} else draw
    pen(tab, digits["3"])
    expect(answers(tab)).to_have_text("3")
    open_all(tab, "")
    found["drawing"] = faults(tab, barriers)
    tab.get_by_text("Several digits").click()
    pen(tab, ONE_BESIDE)
    expect(answers(tab)).to_have_text("31")
    found["several"] = faults(tab, barriers)
    tab.get_by_role("tab", name="Samples").click()
    for name in ("1 or 7?", "A letter", "Several digits"):
        tab.get_by_role("button", name=name, exact=True).click()
        expect(tab.locator(".st-key-sample-details")).to_be_visible()
        found[name] = faults(tab, barriers)
    open_all(tab, "sample-")
    found["sample opened"] = faults(tab, barriers)
    expect(tab).to_have_url(re.compile("panel=Samples"))
    tab.get_by_role("tab", name="Camera").click()
    expect(tab.get_by_text("Dark ink on plain paper")).to_be_visible()
    found["camera"] = faults(tab, barriers)
    assert {place: told for place, told in found.items() if told} == {}


@pytest.mark.soak
def test_fifty_files_of_every_kind(tab: Page, barriers: Barriers, pictures: dict[str, tuple[bytes, str]]) -> None:
    tab.get_by_role("tab", name="Upload").click()
    upload(tab, {name: data for name, (data, _) in pictures.items()})
    expect(tab.get_by_text(re.compile("50 files.*1 could not be read."))).to_be_visible(timeout=120_000)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download CSV").click()
    with download.value.path().open(encoding="utf-8", newline="") as opened:
        rows = {row["path"]: row for row in csv.DictReader(opened)}
    assert rows.keys() == pictures.keys()
    told = {name: rows[name]["mlp"] for name, (_, text) in pictures.items() if text}
    assert told == {name: text for name, (_, text) in pictures.items() if text}
    assert rows["corrupt.png"]["error"]
    found = {"table": faults(tab, barriers)}
    open_all(tab, "upload-")
    found["opened"] = faults(tab, barriers)
    assert {place: told for place, told in found.items() if told} == {}


@pytest.mark.soak
def test_every_view_of_the_comparison_and_every_model(tab: Page, barriers: Barriers, address: str) -> None:
    found = {}
    pages: Sequence[str] = [
        *(f"compare?view={view}" for view in VIEWS),
        *(f"models?model={name}" for name in ("logistic", "logistic-hog", "mlp", "mlp-small")),
    ]
    for path in pages:
        tab.goto(f"{address}/{path}")
        last = ".st-key-view-" if path.startswith("compare") else ".st-key-model-"
        expect(tab.locator(f"{last}{path.partition('=')[2]}")).to_be_visible()
        expect(tab.locator("[data-test-script-state=notRunning]")).to_be_visible()
        found[path] = faults(tab, barriers)
    assert {place: told for place, told in found.items() if told} == {}
