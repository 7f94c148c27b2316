"""How many digits are read right on each made paper, by each model asked for.

validation digits -> ink of any size and pen -> each paper -> Recognizer -> share read right

python -m scripts.scene_trials --data-dir data
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from neuralite import Recognizer, mnist
from neuralite.recognizer import Reading
from scripts.scenes.paper import PAPERS, Picture
from scripts.scenes.strokes import any_page


def share_right(
    paper: str, images: mnist.Images, labels: mnist.Labels, recognizer: Recognizer, wrong: Path | None = None
) -> dict[str, float]:
    """Share of the digits that each model reads right on a paper; pictures read wrong are put in a folder.

    A digit gets the same ink, and the same lot, on every paper.
    """
    right = dict.fromkeys(recognizer.models, 0)
    for n, (image, label) in enumerate(zip(images, labels, strict=True)):
        rng = np.random.default_rng(n)
        picture = PAPERS[paper](any_page(image, rng), rng)
        reading = recognizer.read(picture, single=True)
        for name, text in reading.text.items():
            right[name] += text == str(label)
        if wrong and any(text != str(label) for text in reading.text.values()):
            _keep(wrong / f"{paper}-{n}-is-{label}-read-{'-'.join(reading.text.values())}.png", picture, reading)
    return {name: count / len(labels) for name, count in right.items()}


def _keep(path: Path, picture: Picture, reading: Reading) -> None:
    Image.fromarray(picture).save(path)
    Image.fromarray(np.asarray(255 * reading.ink.ink, dtype=np.uint8)).save(path.with_suffix(".ink.png"))


def main() -> None:
    """Print a row for each paper."""
    parser = argparse.ArgumentParser(description="Read validation digits on every made paper.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST")
    parser.add_argument("--models", nargs="+", default=["mlp"])
    parser.add_argument("--papers", nargs="+", choices=list(PAPERS), default=list(PAPERS))
    parser.add_argument("-n", type=int, default=200, help="digits on each paper")
    parser.add_argument("--wrong", type=Path, help="folder for the pictures that are read wrong, and their ink")
    arguments = parser.parse_args()
    if arguments.wrong:
        arguments.wrong.mkdir(parents=True, exist_ok=True)
    images, labels = mnist.load_parts(mnist.data_folder(arguments.data_dir))["validation"]
    recognizer = Recognizer(arguments.models)
    for paper in arguments.papers:
        shares = share_right(paper, images[: arguments.n], labels[: arguments.n], recognizer, arguments.wrong)
        print(f"| {paper} |", " | ".join(f"{100 * share:.1f} %" for share in shares.values()), "|", flush=True)


if __name__ == "__main__":
    main()
