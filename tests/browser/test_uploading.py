"""A picture uploaded in the browser is read, and a file that is none is told in plain words."""

import csv
from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from neuralite import mnist

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> *seven*.png"


@pytest.fixture(scope="module")
def seven(sample: tuple[mnist.Images, mnist.Labels]) -> bytes:
    """The sample's first 7 as a PNG, dark on light and eight times as large."""
    images, labels = sample
    buffer = BytesIO()
    Image.fromarray(255 - images[labels == 7][0]).resize((224, 224), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()


def upload(page: Page, files: dict[str, bytes]) -> None:
    page.get_by_role("tab", name="Upload").click()
    payloads: list[FilePayload] = [
        {"name": name, "mimeType": "image/png", "buffer": data} for name, data in files.items()
    ]
    page.locator("input[type=file]").set_input_files(payloads)


def test_a_picture_is_read_and_a_corrupt_one_beside_it_gets_plain_words(
    page: Page, answer: Callable[[Page, str], Locator], seven: bytes
) -> None:
    upload(page, {"corrupt.png": seven[: len(seven) // 2], "seven.png": seven})
    for name in ("upload-answer-logistic", "upload-answer-mlp"):
        expect(page.locator(f".st-key-{name} [data-testid='stMetricValue']")).to_have_text("7")
    expect(page.get_by_role("row", name="corrupt.png")).to_contain_text("This file could not be read as an image")
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_alt_text("The digit as the models saw it")).to_be_visible()


def test_a_hostile_file_name_is_shown_as_it_is(page: Page, seven: bytes) -> None:
    upload(page, {HOSTILE: seven})
    expect(page.get_by_role("tabpanel").get_by_text(HOSTILE, exact=True).last).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_a_drawing_is_still_there_after_a_visit_to_the_uploads(
    page: Page,
    draw: Callable[..., None],
    answer: Callable[[Page, str], Locator],
    digits: dict[str, Sequence[object]],
    seven: bytes,
) -> None:
    draw(page, digits["1"])
    expect(answer(page, "mlp")).to_have_text("1")
    upload(page, {"seven.png": seven})
    expect(page.locator(".st-key-upload-answer-mlp [data-testid='stMetricValue']")).to_have_text("7")
    page.get_by_role("tab", name="Draw").click()
    expect(answer(page, "mlp")).to_have_text("1")


def test_an_upload_fits_a_phone(phone: Page, seven: bytes) -> None:
    upload(phone, {"seven.png": seven})
    expect(phone.locator(".st-key-upload-answer-mlp [data-testid='stMetricValue']")).to_have_text("7")
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_fifty_files_at_once_make_a_table_that_is_taken_home(page: Page, seven: bytes) -> None:
    files = {f"{number:02}.png": seven for number in range(49)}
    upload(page, {**files, "corrupt.png": seven[: len(seven) // 2]})
    expect(page.get_by_text("50 files, the models disagree about 0, 1 could not be read.")).to_be_visible(
        timeout=60_000
    )
    expect(page.locator(".nl-batch tbody tr")).to_have_count(50)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["path"] for row in rows} == {*files, "corrupt.png"}
    assert [row["mlp"] for row in rows if not row["error"]] == ["7"] * 49
