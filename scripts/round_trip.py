"""How exactly pictures are prepared as MNIST's were: MNIST's own test digits are prepared once more.

    test digit -> (enlarged, off-centre on a page) -> ink -> normalize -> the same 28x28, within one grey level?

python -m scripts.round_trip --data-dir data
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from neuralite import mnist
from neuralite.images.ink import find_ink
from neuralite.images.normalization import Digit, crop, normalize


def as_it_is(image: mnist.Images) -> Digit:
    """The recipe alone."""
    return normalize(image / 255)


def enlarged(image: mnist.Images, times: int) -> Digit:
    """The whole way from a page that shows the digit enlarged."""
    return normalize(crop(find_ink(on_a_page(image, times)).ink))


def on_a_page(image: mnist.Images, times: int) -> np.ndarray:
    """The digit enlarged by repeating pixels, dark, up and left of the middle of a page of twice its size."""
    side = mnist.SIDE * times
    page = np.ones((2 * side, 2 * side), np.float32)
    large = image.repeat(times, axis=0).repeat(times, axis=1)
    page[side // 4 : side // 4 + side, side // 3 : side // 3 + side] -= large / np.float32(255)
    return page


# How a digit is prepared again, under the name of its row in the README.
WAYS: dict[str, Callable[[mnist.Images], Digit]] = {
    "as they are": as_it_is,
    "enlarged 2 times, off-centre on a page": partial(enlarged, times=2),
    "enlarged 3 times": partial(enlarged, times=3),
    "enlarged 8 times": partial(enlarged, times=8),
}


def share_returned(images: mnist.Images, prepared: Sequence[Digit]) -> float:
    """Share of pictures in which no pixel is more than one grey level from the original."""
    apart = np.abs(np.stack(prepared).astype(int) - images)
    return float((apart.max(axis=(1, 2)) <= 1).mean())


def row(way: str, share: float) -> str:
    """A row of the README's table."""
    return f"| {way} | {100 * share:.2f} % |"


def main() -> None:
    """Print the README's table: the share that comes back, of the bare digits and of enlarged ones."""
    parser = argparse.ArgumentParser(description="Prepare MNIST's test digits once more and count what comes back.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's test files")
    images, _ = mnist.load_test(mnist.data_folder(parser.parse_args().data_dir))
    for way, prepare in WAYS.items():
        print(row(way, share_returned(images, [prepare(image) for image in images])), flush=True)


if __name__ == "__main__":
    main()
