"""What can't be decoded is an ImageError in plain words, and never anything else."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
from PIL import Image

from neuralite.images.decoding import ImageError, decode

pillow_heif.register_heif_opener()

FORMATS = ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "HEIF", "AVIF"]
NO_IMAGE = "This file could not be read as an image: it is not a PNG, JPEG, WebP, BMP, GIF, TIFF, HEIC or AVIF file."
ENDS_EARLY = "This file could not be read as an image: it ends early."
DAMAGED = "This file could not be read as an image: it is damaged."
NO_PIXELS = "This picture has no pixels."
TOO_LARGE = "This picture has more than 40 megapixels: please make it smaller."


@pytest.fixture(scope="module")
def files(page: npt.NDArray[np.uint8]) -> dict[str, bytes]:
    """The page in every format."""
    encoded = {}
    for kind in FORMATS:
        file = io.BytesIO()
        Image.fromarray(page).convert("RGB").save(file, kind)
        encoded[kind] = file.getvalue()
    return encoded


def png(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, with the pixels of 10 x 10."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 110)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def words(source: Any) -> str:
    """What the ImageError says."""
    with pytest.raises(ImageError) as caught:
        decode(source)
    return str(caught.value)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    path.touch()
    assert words(path) == words(b"") == words(io.BytesIO()) == "This file is empty."


@pytest.mark.parametrize(
    "data", [b"<!doctype html><title>404</title>", b"%PDF-1.7 ...", b"\0" * 64, b"P5 2 2 255 abcd"]
)
def test_another_kind_of_file_named_png_is_no_picture(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    assert words(path) == NO_IMAGE


@pytest.mark.parametrize("kind", FORMATS)
def test_a_truncated_file_ends_early(files: dict[str, bytes], kind: str) -> None:
    # WebP's decoder does not say why it gives up.
    expected = DAMAGED if kind == "WEBP" else ENDS_EARLY
    assert words(files[kind][: int(len(files[kind]) * 0.8)]) == expected


def test_a_truncated_file_that_pillow_has_opened_ends_early(files: dict[str, bytes]) -> None:
    with Image.open(io.BytesIO(files["PNG"][:-200])) as image:
        assert words(image) == ENDS_EARLY


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.05, 0.1, 0.3, 0.5])
def test_the_beginning_of_a_picture_is_not_called_another_kind_of_file(
    files: dict[str, bytes], kind: str, share: float
) -> None:
    assert words(files[kind][: int(len(files[kind]) * share)]) in (ENDS_EARLY, DAMAGED)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    assert words(tmp_path / "no.png") == "There is no file 'no.png'."
    assert words(str(tmp_path / "no.png")) == "There is no file 'no.png'."
    (tmp_path / "album").mkdir()
    assert words(tmp_path / "album") == "'album' is a folder, not a picture."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert words(tmp_path / "pipe.png") == "'pipe.png' is not a file."


def test_a_file_of_over_200_megabytes_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(200_000_001)
    monkeypatch.delattr(Path, "read_bytes")
    assert words(tmp_path / "huge.png") == "The file 'huge.png' has more than 200 MB: please make it smaller."


@pytest.mark.parametrize("side", [10_000, 12_000])
def test_a_picture_far_too_large_is_refused_without_a_warning_of_pillow(tmp_path: Path, side: int) -> None:
    (tmp_path / "huge.png").write_bytes(png(side, side))
    code = "import sys; from neuralite.images.decoding import decode; decode(sys.argv[1])"
    command = [sys.executable, "-c", code, str(tmp_path / "huge.png")]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr
    assert told.strip().endswith(TOO_LARGE)
    assert "Warning" not in told


def test_a_file_under_a_file_and_a_name_with_a_null_say_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert words(tmp_path / "file" / "a.png") == "The file 'a.png' could not be opened: Not a directory."
    assert words("a\0.png") == "The file 'a\\x00.png' could not be opened: its name is not valid."


@pytest.mark.parametrize("size", [(8000, 5001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_over_40_megapixels_are_refused_by_the_header_alone(size: tuple[int, int]) -> None:
    assert words(png(*size)) == TOO_LARGE


def test_an_honest_picture_of_over_40_megapixels_is_refused() -> None:
    assert words(Image.new("1", (8000, 5001))) == TOO_LARGE
    assert decode(Image.new("1", (8000, 5000), 1)).size == (8000, 5000)


def test_a_header_that_claims_more_pixels_than_there_are_ends_early() -> None:
    assert words(png(3000, 3000)) == ENDS_EARLY


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0), (0, 5, 3)])
def test_a_picture_without_pixels_is_refused(shape: tuple[int, ...]) -> None:
    assert words(np.zeros(shape, np.uint8)) == NO_PIXELS


def test_a_size_of_zero_is_refused(files: dict[str, bytes]) -> None:
    assert words(Image.new("L", (0, 7))) == NO_PIXELS
    assert words(png(0, 10)) == DAMAGED
    bmp = bytearray(files["BMP"])
    bmp[18:22] = struct.pack("<i", 0)
    assert words(bmp) == DAMAGED


def test_a_picture_of_numbers_that_are_none_is_damaged() -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((8, 8), np.nan, np.float32)).save(file, "TIFF")
    assert words(file.getvalue()) == DAMAGED


@pytest.mark.parametrize(
    ("array", "error", "said"),
    [
        (np.zeros(9, np.uint8), ValueError, "shape"),
        (np.zeros((3, 3, 5), np.uint8), ValueError, "shape"),
        (np.zeros((2, 3, 3, 3), np.uint8), ValueError, "shape"),
        (np.full((3, 3), 1.5), ValueError, "from 0 to 1"),
        (np.full((3, 3), -0.1), ValueError, "from 0 to 1"),
        (np.full((3, 3), np.nan), ValueError, "from 0 to 1"),
        (np.zeros((3, 3), np.int64), TypeError, "int64"),
        (np.zeros((3, 3), np.complex64), TypeError, "complex64"),
    ],
)
def test_an_array_that_is_no_picture_is_a_programming_mistake(
    array: npt.NDArray[Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        decode(array)


@pytest.mark.parametrize("source", [None, 7, 7.5, object(), [1, 2]])
def test_something_else_altogether_is_a_programming_mistake(source: Any) -> None:
    with pytest.raises(TypeError, match=type(source).__name__):
        decode(source)


def test_a_few_bytes_that_claim_many_megapixels_are_refused_before_they_are_unpacked() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (6000, 5000)).save(buffer, "WEBP", lossless=True)
    assert words(buffer.getvalue()) == (
        "This file is too short for the 30 megapixels that it claims: there is no digit in it."
    )
