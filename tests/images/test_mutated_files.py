"""Thousands of damaged and lying files: each gives a Reading or an ImageError, soon and in little memory.

original in every format -> bytes flipped, cut, sizes lied about -> Recognizer.read in a process of its own
"""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
from PIL import ExifTags, Image

Page = npt.NDArray[np.uint8]
Mutation: TypeAlias = "Callable[[bytes, np.random.Generator], bytes]"

pillow_heif.register_heif_opener()

SHIPPED = Path(__file__).resolve().parent.parent.parent / "models"
# Every format that decoding knows, in the ways in which it stores pixels: mode, and options of Pillow.
WAYS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "PNG": [("L", {}), ("RGBA", {}), ("P", {"transparency": 0}), ("I;16", {}), ("1", {}), ("LA", {}), ("RGB", {})],
    "JPEG": [("L", {}), ("RGB", {}), ("RGB", {"progressive": True}), ("CMYK", {}), ("RGB", {"subsampling": 0})],
    "MPO": [("RGB", {"save_all": True}), ("L", {})],
    "WEBP": [("RGB", {}), ("RGBA", {"lossless": True}), ("RGB", {"save_all": True}), ("L", {"quality": 30})],
    "BMP": [("L", {}), ("RGB", {}), ("1", {}), ("P", {}), ("RGBA", {})],
    "GIF": [("L", {}), ("P", {"transparency": 0}), ("P", {"save_all": True}), ("1", {})],
    "TIFF": [
        *[("RGB", {"compression": name}) for name in ("raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits")],
        *[("1", {"compression": name}) for name in ("group3", "group4")],
        *[(mode, {}) for mode in ("L", "I;16", "F", "CMYK", "RGBA", "P", "I")],
    ],
    "HEIF": [("RGB", {}), ("L", {}), ("RGBA", {})],
    "AVIF": [("RGB", {}), ("L", {}), ("RGBA", {})],
}
# 9 formats, 20,000 files and a few more.
ALL, SAMPLE = 2223, 30
MOST_SECONDS = 2.0
MOST_MEGABYTES = 500
# Sizes that a header may claim: none, few, as many as are let through, far too many.
CLAIMS = (0, 1, 2, 9, 300, 1600, 3300, 6300, 16383, 40_000, 65_535, 2**24 - 1, 2**31 - 1, 2**32 - 1)
# Reads files from its input, each after its length, and prints a line for each. Its seconds are those of the
# processor, because the machine may be busy; memory is the most that the process ever held over what it began with.
READER = """
import json, resource, struct, sys, time
import numpy as np
from neuralite import Recognizer
from neuralite.images.decoding import ImageError

def held():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)

recognizer = Recognizer(["logistic"], models_dir=sys.argv[1])
recognizer.read(np.eye(28))
before = held()
while length := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(*struct.unpack("<I", length))
    started, failure, error = time.process_time(), None, None
    try:
        recognizer.read(data)
    except ImageError as caught:
        error = str(caught)
    except BaseException as caught:
        failure = repr(caught)
    print(json.dumps([failure, error, time.process_time() - started, held() - before]), flush=True)
"""


@pytest.fixture(scope="module")
def originals(page: Page) -> dict[str, list[bytes]]:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return {
        kind: [encoded(page, kind, mode, exif=exif.tobytes(), **options) for mode, options in ways]
        for kind, ways in WAYS.items()
    }


def encoded(page: Page, kind: str, mode: str, **options: Any) -> bytes:
    image = Image.fromarray(page)
    if mode == "I;16":
        image = Image.fromarray(page.astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    if options.get("save_all"):
        options["append_images"] = [image.transpose(Image.Transpose.ROTATE_180)]
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def flipped(data: bytes, rng: np.random.Generator) -> bytes:
    """Some bits, of the whole file or of its header."""
    damaged = bytearray(data)
    within = len(data) if rng.random() < 0.5 else min(len(data), 128)
    for place in rng.integers(0, within, rng.integers(1, 9)):
        damaged[place] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def overwritten(data: bytes, rng: np.random.Generator) -> bytes:
    """Up to 64 bytes in a row by noise or by zeros."""
    start, length = (int(number) for number in rng.integers([0, 1], [len(data), 65]))
    noise = rng.bytes(length) if rng.random() < 0.7 else bytes(length)
    return data[:start] + noise + data[start + length :]


def cut(data: bytes, rng: np.random.Generator) -> bytes:
    """The end, or a part within, is missing, or a part comes twice."""
    start, stop = sorted(int(place) for place in rng.integers(1, len(data), 2))
    return [data[:start], data[:start] + data[stop:], data[:stop] + data[start:]][rng.integers(3)]


def lying(data: bytes, rng: np.random.Generator) -> bytes:
    """A number of two or four bytes in the first 256 is another one: a length, an offset, an EXIF tag."""
    damaged = bytearray(data)
    form = str(rng.choice(["<H", ">H", "<I", ">I"]))
    number = int(rng.choice(CLAIMS)) % 256 ** struct.calcsize(form)
    struct.pack_into(form, damaged, int(rng.integers(0, min(256, len(data) - 4))), number)
    return bytes(damaged)


def resized(data: bytes, rng: np.random.Generator) -> bytes:
    """The width, the height or both are claimed to be others, wherever the file tells them."""
    damaged = data
    for truth in [[50], [60], [50, 60]][rng.integers(3)]:
        claim = int(rng.choice(CLAIMS))
        # WebP tells one less.
        for form, less in (("<H", 0), (">H", 0), ("<I", 0), (">I", 0), ("<H", 1)):
            number = max(claim - less, 0) % 256 ** struct.calcsize(form)
            damaged = damaged.replace(struct.pack(form, truth - less), struct.pack(form, number))
    return damaged


def checked(data: bytes) -> bytes:
    """The file with right check sums, if it is a PNG: what its sum betrays goes no further."""
    if not data.startswith(b"\x89PNG"):
        return data
    sound, place = bytearray(data), 8
    while place + 12 <= len(data):
        end = place + 8 + struct.unpack_from(">I", data, place)[0]
        if end + 4 > len(data):
            break
        struct.pack_into(">I", sound, end, zlib.crc32(data[place + 4 : end]))
        place = end + 4
    return bytes(sound)


MUTATIONS: tuple[Mutation, ...] = (flipped, overwritten, cut, lying, resized)


def mutated(originals: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        data = originals[number % len(originals)]
        for _ in range(int(rng.integers(1, 3))):
            # Of a file that is cut to next to nothing, no more can be damaged.
            if len(data) > 16:
                data = MUTATIONS[rng.integers(len(MUTATIONS))](data, rng)
        yield checked(data) if rng.random() < 0.7 else data


def read_all(files: Iterator[bytes], keep: Path) -> list[tuple[str | None, str | None, float, float]]:
    """What became of each file: failure, ImageError, seconds, megabytes. The file at work lies in ``keep``."""
    told = []
    command = [sys.executable, "-c", READER, str(SHIPPED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        writer, reader = pipes(process)
        for data in files:
            keep.write_bytes(data)
            writer.write(struct.pack("<I", len(data)) + data)
            writer.flush()
            line = reader.readline()
            assert line, f"the process ended at {keep}"
            failure, error, seconds, megabytes = json.loads(line)
            told.append((failure, error, seconds, megabytes))
            assert failure is None, f"{failure} at {keep}"
            assert seconds < MOST_SECONDS, f"{seconds:.1f} s at {keep}"
            assert megabytes < MOST_MEGABYTES, f"{megabytes:.0f} MB at {keep}"
    return told


def pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def test_a_sample_of_mutated_files_gives_a_reading_or_an_image_error(
    originals: dict[str, list[bytes]], tmp_path: Path
) -> None:
    files = (data for kind in WAYS for data in mutated(originals[kind], SAMPLE, 0))
    told = read_all(files, tmp_path / "mutated")
    assert len(told) == SAMPLE * len(WAYS)
    read = sum(error is None for _, error, _, _ in told)
    assert 0.1 * len(told) < read < 0.9 * len(told)


@pytest.mark.soak
@pytest.mark.parametrize("kind", WAYS)
def test_mutated_files_give_a_reading_or_an_image_error(
    originals: dict[str, list[bytes]], kind: str, tmp_path: Path
) -> None:
    assert len(read_all(mutated(originals[kind], ALL, 1), tmp_path / "mutated")) == ALL
