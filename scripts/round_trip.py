"""How exactly pictures are prepared as MNIST's were: MNIST's own test digits are prepared once more.

    test digit -> (enlarged, off-centre on a page) -> ink -> normalize -> the same 28x28, within one grey level?

python scripts/round_trip.py --data-dir data
"""

import argparse
from pathlib import Path

import numpy as np

from neuralite import mnist
from neuralite.images.ink import find_ink
from neuralite.images.normalization import crop, normalize

ENLARGEMENTS = (2, 3, 8)


def on_a_page(image: mnist.Images, times: int) -> np.ndarray:
    """The digit enlarged by repeating pixels, dark, up and left of the middle of a page of twice its size."""
    side = mnist.SIDE * times
    page = np.ones((2 * side, 2 * side), np.float32)
    enlarged = image.repeat(times, axis=0).repeat(times, axis=1)
    page[side // 4 : side // 4 + side, side // 3 : side // 3 + side] -= enlarged / np.float32(255)
    return page


def share_returned(images: mnist.Images, prepared: list[mnist.Images]) -> float:
    """Share of pictures in which no pixel is more than one grey level from the original."""
    apart = np.abs(np.stack(prepared).astype(int) - images)
    return float((apart.max(axis=(1, 2)) <= 1).mean())


def main() -> None:
    """Print the share that comes back, of the bare digits and of enlarged ones."""
    parser = argparse.ArgumentParser(description="Prepare MNIST's test digits once more and count what comes back.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's test files")
    images, _ = mnist.load_test(mnist.data_folder(parser.parse_args().data_dir))

    bare = [normalize(image / 255) for image in images]
    print(f"recipe alone: {share_returned(images, bare):.2%} of {len(images):,} within one grey level")
    for times in ENLARGEMENTS:
        read = [normalize(crop(find_ink(on_a_page(image, times)).ink)) for image in images]
        print(f"enlarged {times} times, on a page: {share_returned(images, read):.2%}")


if __name__ == "__main__":
    main()
