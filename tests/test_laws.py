"""What does not change a digit does not change its reading: laws over the committed digits and the shipped models."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
from PIL import ExifTags, Image
from PIL.ImageCms import ImageCmsProfile, createProfile
from PIL.PngImagePlugin import PngInfo

from neuralite import Recognizer, mnist
from scripts.scenes.camera import stored

pillow_heif.register_heif_opener()

Page = npt.NDArray[np.uint8]
Law: TypeAlias = "Callable[[Page, np.random.Generator], Page | bytes]"

SHIPPED = Path(__file__).resolve().parent.parent / "models"
# A law may change the answer for less than this share of the digits.
MOST_CHANGED = 0.01
# As many digits as `make test` has time for.
FEW = 40


def drawn(digit: mnist.Images, rng: np.random.Generator) -> Page:
    """A digit ``(28, 28)`` as one would draw it: enlarged smoothly to 120 to 280 pixels, black on white paper."""
    side, margin = (int(number) for number in rng.integers([120, 10], [281, 41]))
    large = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))
    return 255 - np.pad(large, margin)


def encoded(page: npt.NDArray[np.unsignedinteger], kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(page).save(file, kind, **options)
    return file.getvalue()


def shifted(page: Page, rng: np.random.Generator) -> Page:
    """The ink somewhere else on the same paper, near or at its edge."""
    rows, columns = (np.flatnonzero((page < 255).any(axis=axis)) for axis in (1, 0))
    down = rng.integers(-rows[0], len(page) - rows[-1])
    right = rng.integers(-columns[0], page.shape[1] - columns[-1])
    return np.roll(page, (down, right), axis=(0, 1))


def enlarged(page: Page, rng: np.random.Generator) -> Page:
    """Every pixel repeated two, three or four times."""
    factor = rng.integers(2, 5)
    return page.repeat(factor, axis=0).repeat(factor, axis=1)


def inverted(page: Page, rng: np.random.Generator) -> Page:
    return 255 - page


def bordered(page: Page, rng: np.random.Generator) -> Page:
    """More paper on every side, up to as much as the page is wide."""
    top, bottom, left, right = rng.integers(1, len(page), 4)
    return np.pad(page, ((top, bottom), (left, right)), constant_values=255)


def compressed(page: Page, rng: np.random.Generator) -> bytes:
    return encoded(page, "JPEG", quality=70)


def lit_from_one_side(page: Page, rng: np.random.Generator) -> Page:
    """A gradient of light in any direction, down to half as bright at the far side."""
    angle, darkest = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 0.9)
    y, x = np.mgrid[-1 : 1 : page.shape[0] * 1j, -1 : 1 : page.shape[1] * 1j]
    way = x * np.cos(angle) + y * np.sin(angle)
    light = 1 - (1 - darkest) * (way - way.min()) / np.ptp(way)
    return np.asarray(np.round(page * light), dtype=np.uint8)


def photographed(orientation: int) -> Law:
    """The page as a camera that was held otherwise has stored it."""

    def law(page: Page, rng: np.random.Generator) -> bytes:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        kind = str(rng.choice(["JPEG", "PNG", "WEBP", "TIFF"]))
        return encoded(stored(page, orientation), kind, exif=exif, quality=90)

    return law


LAWS: dict[str, Law] = {
    "shift": shifted,
    "whole-number scaling": enlarged,
    "polarity": inverted,
    "a border of paper": bordered,
    "JPEG at quality 70": compressed,
    "a gradient of light": lit_from_one_side,
    **{f"EXIF orientation {orientation}": photographed(orientation) for orientation in range(1, 9)},
}


def saved(kind: str, **options: object) -> Law:
    """The page in a file of this format."""
    return lambda page, rng: encoded(page, kind, **options)


def saved_in_sixteen_bits(page: Page, rng: np.random.Generator) -> bytes:
    return encoded(page.astype(np.uint16) * 257, "PNG")


def saved_with_gamma(page: Page, rng: np.random.Generator) -> bytes:
    chunks = PngInfo()
    chunks.add(b"gAMA", struct.pack(">I", 45455))
    return encoded(page, "PNG", pnginfo=chunks)


SAVED: dict[str, Law] = {
    "PNG": saved("PNG"),
    "PNG with gamma": saved_with_gamma,
    "PNG with a colour profile": saved("PNG", icc_profile=ImageCmsProfile(createProfile("sRGB")).tobytes()),
    "PNG in sixteen bits": saved_in_sixteen_bits,
    **{f"JPEG at quality {quality}": saved("JPEG", quality=quality) for quality in (50, 70, 95)},
    **{f"WebP at quality {quality}": saved("WEBP", quality=quality) for quality in (50, 80)},
    "WebP without loss": saved("WEBP", lossless=True),
    "GIF": saved("GIF"),
    "BMP": saved("BMP"),
    "TIFF": saved("TIFF"),
    "TIFF compressed": saved("TIFF", compression="tiff_lzw"),
    "HEIC": saved("HEIF", quality=60),
    "AVIF": saved("AVIF", quality=60, speed=10),
}


@dataclass(frozen=True)
class Drawings:
    """Pages with one digit each, and what the models read on them."""

    recognizer: Recognizer
    pages: list[Page]
    answers: list[dict[str, str]]

    def changed_by(self, law: Law, most: int | None = None) -> dict[str, int]:
        """For how many pages, of the first ``most``, each model reads something else under the law."""
        after = [
            self.recognizer.read(law(page, np.random.default_rng(number))).text
            for number, page in enumerate(self.pages[:most])
        ]
        return {
            name: sum(ours[name] != theirs[name] for ours, theirs in zip(self.answers, after, strict=False))
            for name in self.recognizer.models
        }


def drawings(recognizer: Recognizer, images: mnist.Images) -> Drawings:
    pages = [drawn(image, np.random.default_rng(number)) for number, image in enumerate(images)]
    return Drawings(recognizer, pages, [recognizer.read(page).text for page in pages])


@pytest.fixture(scope="module")
def few(sample: tuple[mnist.Images, mnist.Labels]) -> Drawings:
    return drawings(Recognizer(["logistic", "mlp"], models_dir=SHIPPED), sample[0][:: len(sample[0]) // FEW])


@pytest.fixture(scope="module")
def all_digits(sample: tuple[mnist.Images, mnist.Labels]) -> Drawings:
    return drawings(Recognizer(models_dir=SHIPPED), sample[0])


def test_the_drawn_digits_are_read(few: Drawings, sample: tuple[mnist.Images, mnist.Labels]) -> None:
    labels = sample[1][:: len(sample[0]) // FEW]
    right = sum(answer["mlp"] == str(label) for answer, label in zip(few.answers, labels, strict=True))
    assert right >= 0.95 * len(labels)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_changes_no_answer_for_a_few_digits(few: Drawings, name: str) -> None:
    # One of so few may lie on the edge between two digits.
    assert max(few.changed_by(LAWS[name]).values()) <= 1


# To write HEIC and AVIF takes long.
@pytest.mark.parametrize("name", [name for name in SAVED if name not in ("HEIC", "AVIF")])
def test_a_digit_is_read_the_same_from_a_file_of_every_format(few: Drawings, name: str) -> None:
    assert max(few.changed_by(SAVED[name], FEW // 2).values()) <= 1


@pytest.mark.soak
@pytest.mark.parametrize("name", LAWS | SAVED)
def test_a_law_changes_the_answers_for_less_than_one_in_a_hundred(all_digits: Drawings, name: str) -> None:
    count = all_digits.changed_by((LAWS | SAVED)[name])
    assert max(count.values()) < MOST_CHANGED * len(all_digits.pages), count
