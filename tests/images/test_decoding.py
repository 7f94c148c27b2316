"""Whatever a picture's format, mode or carrier, the same grey comes out."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
from PIL import ExifTags, Image

from neuralite.images.decoding import Picture, decode
from scripts.scenes.camera import stored

Page = npt.NDArray[np.uint8]

pillow_heif.register_heif_opener()

# How far grey may be from the page: lossy formats ring around strokes.
FORMATS = {
    "PNG": 0.0,
    "BMP": 0.0,
    "GIF": 0.0,
    "TIFF": 0.0,
    "WEBP": 0.0,
    "JPEG": 0.06,
    "MPO": 0.06,
    "HEIF": 0.06,
    "AVIF": 0.06,
}


def encode(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    if kind == "WEBP":
        options["lossless"] = True
    if kind in ("JPEG", "MPO", "HEIF", "AVIF"):
        options["quality"] = 95
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def assert_shows(picture: Picture, page: npt.NDArray[Any], within: float = 0.0) -> None:
    assert picture.grey.dtype == np.float32
    assert picture.size == (page.shape[1], page.shape[0])
    np.testing.assert_allclose(picture.grey, page / 255, atol=within + 1e-6)


@pytest.mark.parametrize(("kind", "within"), FORMATS.items())
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_format_shows_the_same_page(page: Page, kind: str, within: float, mode: str) -> None:
    assert_shows(decode(encode(Image.fromarray(page).convert(mode), kind)), page, within)


def test_the_first_frame_of_an_animation_is_read(page: Page) -> None:
    first, second = Image.fromarray(page), Image.fromarray(255 - page)
    assert_shows(decode(encode(first, "GIF", save_all=True, append_images=[second])), page)


def test_a_file_is_what_it_holds_whatever_its_name(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(encode(Image.fromarray(page), "TIFF"))
    assert_shows(decode(path), page)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_rotated_phone_photo_reads_the_same(page: Page, kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert_shows(decode(encode(Image.fromarray(stored(page, orientation)), kind, exif=exif)), page, FORMATS[kind])


def test_a_heic_photo_is_turned_once(page: Page) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = Image.fromarray(page.T[::-1].copy()).convert("RGB")
    assert_shows(decode(encode(stored, "HEIF", exif=exif.tobytes())), page, 0.06)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_means_nothing_is_passed_over(page: Page, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert_shows(decode(encode(Image.fromarray(page), exif=exif)), page)


def test_damaged_exif_does_not_cost_the_picture(page: Page) -> None:
    assert_shows(decode(encode(Image.fromarray(page), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff junk")), page)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "RGBa", "LA", "La", "P", "CMYK", "YCbCr", "HSV", "F", "I"])
def test_every_mode_shows_the_same_page(page: Page, mode: str) -> None:
    by_way_of = {"HSV": "RGB", "RGBa": "RGBA", "La": "LA"}
    image = Image.fromarray(page).convert(by_way_of.get(mode, "L")).convert(mode)
    assert_shows(decode(image), page, 0.01)


@pytest.mark.parametrize(
    ("mode", "kind", "within"),
    [("P", "PNG", 0), ("P", "GIF", 0), ("LA", "PNG", 0), ("CMYK", "JPEG", 0.06), ("CMYK", "TIFF", 0), ("F", "TIFF", 0)],
)
def test_every_mode_shows_the_same_page_from_a_file(page: Page, mode: str, kind: str, within: float) -> None:
    assert_shows(decode(encode(Image.fromarray(page).convert(mode), kind)), page, within)


def test_a_palette_in_any_order_shows_its_colours(page: Page) -> None:
    image = Image.fromarray(255 - page).convert("P")
    image.putpalette([255 - tone for tone in range(256) for _ in "rgb"])
    assert_shows(decode(encode(image)), page)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_one_bit_is_black_and_white(page: Page, kind: str) -> None:
    black_and_white = np.where(page > 127, 255, 0).astype(np.uint8)
    assert_shows(decode(encode(Image.fromarray(black_and_white).convert("1"), kind)), black_and_white)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_show_the_same_page(page: Page, kind: str) -> None:
    assert_shows(decode(encode(Image.fromarray(page.astype(np.uint16) * 257), kind)), page)


@pytest.mark.parametrize("full", [1, 255, 65535])
def test_floats_may_count_to_1_to_255_or_to_65535(page: Page, full: int) -> None:
    image = Image.fromarray((page / 255 * full).astype(np.float32))
    assert_shows(decode(encode(image, "TIFF")), page)


def test_black_ink_on_nothing_is_laid_on_white(page: Page) -> None:
    clear = np.dstack([np.zeros_like(page)] * 3 + [255 - page])
    assert_shows(decode(encode(Image.fromarray(clear))), page)


def test_white_ink_on_nothing_is_laid_on_black(page: Page) -> None:
    clear = np.dstack([np.full_like(page, 255)] * 3 + [255 - page])
    assert_shows(decode(encode(Image.fromarray(clear))), 255 - page)


def test_a_transparent_colour_of_a_palette_is_white_paper(page: Page) -> None:
    ink = np.where(page > 127, 0, 1).astype(np.uint8)
    image = Image.fromarray(ink).convert("P")
    image.putpalette([90, 120, 30, 0, 0, 0])
    expected = np.where(page > 127, 255, 0).astype(np.uint8)
    assert_shows(decode(encode(image, transparency=0)), expected)


def test_what_lies_under_transparent_pixels_does_not_show() -> None:
    hidden = np.zeros((3200, 20, 4), np.uint8)
    hidden[:, ::2] = [0, 0, 0, 0]
    hidden[:, 1::2] = [128, 128, 128, 255]
    # Means of two columns: one of white paper, one of grey ink.
    np.testing.assert_allclose(decode(hidden).grey, (1 + 128 / 255) / 2, atol=0.005)


ARRAYS: dict[str, Callable[[Page], npt.NDArray[Any]]] = {
    "uint8": lambda page: page,
    "uint16": lambda page: page.astype(np.uint16) * 257,
    "float16": lambda page: (page / 255).astype(np.float16),
    "float32": lambda page: page / np.float32(255),
    "float64": lambda page: page / 255,
    "one channel": lambda page: page[:, :, None],
    "grey and alpha": lambda page: np.dstack([page, np.full_like(page, 255)]),
    "RGB": lambda page: np.dstack([page] * 3),
    "RGBA": lambda page: np.dstack([page] * 3 + [np.full_like(page, 255)]),
    "RGB in 16 bits": lambda page: np.dstack([page.astype(np.uint16) * 257] * 3),
    "RGB in floats": lambda page: np.dstack([page / 255] * 3),
    "columns first in memory": np.asfortranarray,
    "a view backwards": lambda page: page[::-1].copy()[::-1],
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_of_all_kinds_show_the_same_page(page: Page, kind: str) -> None:
    assert_shows(decode(ARRAYS[kind](page)), page, 0.001)


def test_a_bool_array_is_black_and_white(page: Page) -> None:
    assert_shows(decode(page > 127), np.where(page > 127, 255, 0))


def test_an_array_is_not_changed_and_not_shared(page: Page) -> None:
    mine = page / np.float32(255)
    picture = decode(mine)
    mine[:] = 0
    assert_shows(picture, page)


@pytest.mark.parametrize(
    "carrier", [bytes, bytearray, memoryview, io.BytesIO, np.array, lambda data: Image.open(io.BytesIO(data))]
)
def test_bytes_file_object_and_pil_give_the_same(page: Page, carrier: Callable[[bytes], Any]) -> None:
    data = encode(Image.fromarray(page))
    source = page if carrier is np.array else carrier(data)
    np.testing.assert_array_equal(decode(source).grey, decode(data).grey)


def test_a_path_and_its_name_give_the_same(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(encode(Image.fromarray(page)))
    np.testing.assert_array_equal(decode(path).grey, decode(page).grey)
    np.testing.assert_array_equal(decode(str(path)).grey, decode(page).grey)


def test_a_large_picture_is_reduced_by_a_whole_number() -> None:
    picture = decode(np.full((10, 3300), 128, np.uint8))
    assert (picture.size, picture.scale) == ((3300, 10), 3)
    assert picture.grey.shape == (4, 1100)
    np.testing.assert_allclose(picture.grey, 128 / 255, atol=1e-6)
