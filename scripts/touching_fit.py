"""The coefficients by which touching digits are cut apart (`neuralite.images.touching`).

    training digits, single and in pairs -> page -> ink -> ways to cut -> features -> logistic regression

python -m scripts.touching_fit --data-dir data

Every way to cut a piece, and to leave it whole, is one choice of a conditional logit (McFadden, 1974): of a pair the
cuts whose sides are both read right are to be chosen, of a single digit the whole. Validation digits are put through
the same only to tell how often that comes out right, and letters to tell how many are taken for two digits.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from neuralite import Recognizer, mnist
from neuralite.images import touching
from neuralite.images.ink import find_ink
from neuralite.images.normalization import normalize
from neuralite.images.parts import Piece, parts
from scripts.refusal import of_fonts
from scripts.scenes import layout
from scripts.scenes.strokes import DRAWN, drawn, drawn_again

Ink = npt.NDArray[np.floating]
Matrix = npt.NDArray[np.float64]

SEED = 31
# Widths of pens, by the height of a digit.
PENS = (0.05, 0.14)
# A part with less of the page's ink did not come to touch the other digit.
LEAST_PART = 0.87
# So many pages are for one digit, to each for a pair.
SINGLES = 1.5
RIDGE = 1e-5
# What a cut is to gain may be so much; so many letters tell what is lost where it is little.
LEAST_GAINS = (2.0, 2.5, 3.0, 4.0)
LETTERS = 200


@dataclass(frozen=True)
class Choice:
    """A piece's ways to cut it ``(n, 12)``, which of them are right ``(n,)``, and how many digits it has."""

    features: Matrix
    right: npt.NDArray[np.bool_]
    digits: int


def choices(
    recognizer: Recognizer, images: mnist.Images, labels: mnist.Labels, pairs: int, rng: np.random.Generator
) -> Iterator[Choice]:
    """Choices of ``pairs`` pages with touching digits, and of pages with single ones, half of them drawn by pens."""
    for number in range(round(pairs * (1 + SINGLES))):
        count = 2 if number < pairs else 1
        rows = rng.integers(0, len(images), count)
        digits = [digit(images[row], int(labels[row]), number % 2 == 1, rng) for row in rows]
        page = digits[0][0] if count == 1 else layout.touching(digits[0][0], digits[1][0], rng)
        piece = piece_of(page, rng)
        if piece is not None:
            yield choice(recognizer, piece, [label for _, label in digits])


def digit(image: npt.NDArray[np.uint8], label: int, by_pen: bool, rng: np.random.Generator) -> tuple[Ink, int]:
    """A digit as it is, or by a pen: drawn again, or as strokes, which may be another digit. Ink and label."""
    height = round(layout.HEIGHT * rng.uniform(0.8, 1.2))
    if not by_pen:
        return layout.enlarged(image / 255, height), label
    pen = height * rng.uniform(*PENS)
    if rng.random() < 0.5:
        return layout.cropped(drawn_again(image, round(height * 1.4), pen)), label
    label, strokes = list(DRAWN.values())[rng.integers(len(DRAWN))]
    return layout.cropped(drawn(strokes, height, pen, rng)), label


def piece_of(page: Ink, rng: np.random.Generator) -> Piece | None:
    """The one piece that a photographed page holds; None where its ink does not hang together."""
    grey = rng.uniform(0.7, 1) - rng.uniform(0.5, 0.7) * layout.with_margin(page, 20)
    grey += rng.normal(0, 0.01, grey.shape)
    found = parts(find_ink(grey.clip(0, 1).astype(np.float32)).ink)
    areas = [piece.area for piece in found]
    return found[int(np.argmax(areas))] if max(areas) >= LEAST_PART * sum(areas) else None


def choice(recognizer: Recognizer, piece: Piece, labels: list[int]) -> Choice:
    """The choice that a piece of ink with these digits leaves.

    The whole is judged as the piece is; of one that is alone on its page, a reading judges all ink in full size.
    """
    narrow = piece.width < touching.NARROW * piece.height
    ways = [] if narrow else touching.ways_to_cut(piece)
    if not ways:
        return Choice(np.zeros((0, len(touching.COEFFICIENTS))), np.zeros(0, bool), len(labels))
    inks = [piece.ink, *(side.ink for way in ways for side in (way.left, way.right))]
    whole, *scores = recognizer.likeness(inks).tolist()
    sides = list(zip(scores[::2], scores[1::2], strict=True))
    read = recognizer.read_digits(np.stack([normalize(ink) for ink in inks[1:]]), [(0, 0, 0, 0)] * 2 * len(ways))
    texts = [each.readings["mlp"].digit for each in read]
    right = [len(labels) == 2 and [one, two] == labels for one, two in zip(texts[::2], texts[1::2], strict=True)]
    weighed = [touching.features(piece, whole, way.shape, pair) for way, pair in zip(ways, sides, strict=True)]
    return Choice(np.stack(weighed), np.array(right), len(labels))


def fit(made: list[Choice]) -> Matrix:
    """The coefficients ``(12,)`` under which the right choices are the most likely."""
    told = [each for each in made if len(each.features) and (each.digits == 1 or each.right.any())]
    scale = np.concatenate([each.features for each in told]).std(axis=0)
    scale[0] = 1.0

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = RIDGE * len(told) * float(weights @ weights), 2 * RIDGE * len(told) * weights
        for each in told:
            scaled = np.vstack([each.features / scale, np.zeros(len(weights))])
            right = np.append(each.right, each.digits == 1)
            likely = np.exp(scaled @ weights - (scaled @ weights).max())
            likely /= likely.sum()
            hit = float(likely[right].sum())
            total -= np.log(hit)
            slope = slope + scaled.T @ (likely - likely * right / hit)
        return total, slope

    return np.asarray(minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x / scale)


def share_right(made: list[Choice], coefficients: Matrix, digits: int, least_gain: float) -> float:
    """Share of the pieces with so many digits of which the right choice is the best."""
    right = []
    for each in made:
        gains = np.append(each.features @ coefficients - least_gain, 0)
        if each.digits == digits:
            right.append(bool(np.append(each.right, digits == 1)[gains.argmax()]))
    return float(np.mean(right))


def letters_kept(recognizer: Recognizer, n: int, rng: np.random.Generator) -> float:
    """Share of so many letters of fonts that are read as one sign, by the coefficients of `touching`."""
    return float(np.mean([len(recognizer.read(1 - page).digits) == 1 for page, _ in of_fonts(n, rng)]))


def main() -> None:
    """Print the coefficients, and how often they choose right."""
    parser = argparse.ArgumentParser(description="Fit the decision to cut touching digits apart.")
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST")
    parser.add_argument("--pairs", type=int, default=800, help="touching pairs to learn from")
    arguments = parser.parse_args()
    data = mnist.load_parts(mnist.data_folder(arguments.data_dir))
    recognizer, rng = Recognizer(), np.random.default_rng(SEED)
    coefficients = fit(list(choices(recognizer, *data["training"], arguments.pairs, rng)))
    print(", ".join(f"{value:.2f}" for value in coefficients), flush=True)
    made = list(choices(recognizer, *data["validation"], arguments.pairs // 2, rng))
    touching.COEFFICIENTS = coefficients
    for gain in LEAST_GAINS:
        touching.LEAST_GAIN = gain
        single, pair = (share_right(made, coefficients, digits, gain) for digits in (1, 2))
        kept = letters_kept(recognizer, LETTERS, np.random.default_rng(SEED))
        print(
            f"least gain {gain}: {single:.1%} of single digits, {pair:.1%} of pairs, {kept:.1%} of letters", flush=True
        )


if __name__ == "__main__":
    main()
