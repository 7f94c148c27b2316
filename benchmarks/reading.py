"""From a picture to the answers of two models on one core: a drawing, a megapixel, a phone's photo; and its memory."""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from threadpoolctl import threadpool_limits

from benchmarks.pairs import table_row
from neuralite import Recognizer, mnist

MODELS = ("logistic", "mlp")
RUNS = 21
MOST_MEGABYTES = 200
# Told after the picture is read: the most memory that the process held, over what it held when it was ready.
FRESH = """
import sys
import numpy as np
from neuralite import Recognizer

def status(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))

recognizer = Recognizer({models!r})
recognizer.read(np.eye(28))
with open(sys.argv[1], "rb") as file:
    data = file.read()
ready = status("VmRSS")
recognizer.read(data)
print(status("VmHWM") - ready)
"""


@dataclass(frozen=True)
class Case:
    """A picture, the milliseconds in which it is to be read, and whether all its ink is one digit."""

    name: str
    source: bytes | npt.NDArray[np.uint8]
    most_milliseconds: float
    single: bool = False


def cases(digit: npt.NDArray[np.uint8]) -> tuple[Case, ...]:
    """The pictures of the table, each of which shows this digit ``(28, 28)``."""
    return (
        Case("a drawing, 280x280, as one digit", drawing(digit), 8, single=True),
        Case("a drawing, 280x280, of any number of digits", drawing(digit), 8),
        Case("a JPEG of 1 megapixel, 1154x866", photo(digit, 1154, 866), 40),
        Case("a phone's photo of 12 megapixels, 4000x3000, held upright", photo(digit, 4000, 3000), 300),
    )


def drawing(digit: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The digit as the canvas of the page shows one: 200 pixels of 280, black on white."""
    large = np.asarray(Image.fromarray(digit).resize((200, 200), Image.Resampling.BICUBIC))
    return 255 - np.pad(large, 40)


def photo(digit: npt.NDArray[np.uint8], width: int, height: int) -> bytes:
    """The digit on paper, lit from one side, with the grain of a sensor, on its side with EXIF that says so."""
    rng, side = np.random.default_rng(0), min(width, height) // 2
    large = np.asarray(Image.fromarray(np.rot90(digit)).resize((side, side), Image.Resampling.BICUBIC))
    page = np.full((height, width), np.linspace(230, 160, width), np.float32)
    page[height // 4 :, width // 4 :][:side, :side] *= 1 - large * np.float32(0.8 / 255)
    page += rng.normal(0, 4, page.shape).astype(np.float32)
    colours = page[..., None] * np.array([1, 0.97, 0.9], np.float32)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(colours.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median of the runs by the clock, and of what the processor spent on them."""
    work()
    clock, processor = [], []
    for _ in range(runs):
        started = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - started[0])
        processor.append(time.process_time() - started[1])
    return 1000 * statistics.median(clock), 1000 * statistics.median(processor)


def megabytes_above_idle(data: bytes) -> float:
    """The most memory that a fresh process needs to read this file, over what it holds when it is ready (Linux)."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "picture"
        path.write_bytes(data)
        command = [sys.executable, "-c", FRESH.format(models=MODELS), str(path)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(folder: Path) -> None:
    """Print the time to both answers of each picture, and the memory of the largest."""
    recognizer = Recognizer(MODELS)
    pictures = cases(mnist.load_test(folder)[0][0])
    print(table_row("picture to both answers", "by the clock", "of the processor", "target"))
    print(table_row(*["---"] * 4))
    with threadpool_limits(1):
        for case in pictures:
            clock, processor = milliseconds(partial(recognizer.read, case.source, case.single))
            print(table_row(case.name, f"{clock:.1f} ms", f"{processor:.1f} ms", f"{case.most_milliseconds} ms"))
    photo = pictures[-1].source
    assert isinstance(photo, bytes)
    print(f"\nMemory of the last above an idle process: {megabytes_above_idle(photo):.0f} MB of {MOST_MEGABYTES}.")
