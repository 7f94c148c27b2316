"""What is refused: digits that pens drew ought to be read, letters, symbols and scribbles ought not.

    made picture -> the whole way of `predict` -> read right, read wrong, or refused

python -m scripts.refusal                     # the table of docs/beyond-mnist.md
python -m scripts.refusal --pictures docs     # its pictures
python -m scripts.refusal --together          # the table of signs that stand together

The digits are of the committed sample, or drawn as strokes that the judge has not seen; the letters are of fonts, which
it has not seen either, nor has it spirals and hatching.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from neuralite import Recognizer
from neuralite.images.normalization import normalize
from neuralite.rejection import Judge, in_company
from neuralite.training import judge, non_digits, redrawn, scribbles
from neuralite.training.alphabet import LETTERS
from scripts.scenes.strokes import DRAWN, drawn, drawn_again, enlarged, page_of

SAMPLE = Path(__file__).resolve().parent.parent / "tests" / "sample" / "digits.npz"
# The sides of the digits and the pens' widths in pixels: from a hairline to a brush.
SIDE = 160
PENS = (4.0, 12.0, 24.0, 40.0)
FONTS = (
    "DejaVuSans",
    "DejaVuSerif-Italic",
    "DejaVuSansMono-Bold",
    "STIXGeneral",
    "STIXGeneralItalic",
    "cmss10",
    "cmtt10",
)
SEED = 5

Page = npt.NDArray[np.float32]
Pages = Iterator[tuple[Page, int | None]]


def sample(n: int) -> Iterator[tuple[npt.NDArray[np.uint8], int]]:
    """Every so many-th digit of the sample, with its label."""
    with np.load(SAMPLE) as file:
        step = max(1, len(file["labels"]) // n)
        yield from zip(file["images"][::step], file["labels"][::step].tolist(), strict=True)


def as_they_are(n: int, rng: np.random.Generator) -> Pages:
    """MNIST's digits, enlarged."""
    return ((page_of(enlarged(image, SIDE), SIDE, rng), label) for image, label in sample(n))


def by_pens(n: int, rng: np.random.Generator) -> Pages:
    """MNIST's digits, drawn again with pens from a hairline to a brush."""
    for number, (image, label) in enumerate(sample(n)):
        yield page_of(drawn_again(image, SIDE, PENS[number % len(PENS)]), SIDE, rng), label


def in_other_ways(n: int, rng: np.random.Generator) -> Pages:
    """Digits as people draw them beside MNIST's: flags, feet, bars and slashes."""
    ways = list(DRAWN.values())
    for number in range(n):
        label, strokes = ways[number % len(ways)]
        yield page_of(drawn(strokes, SIDE, rng.uniform(5, 30), rng), SIDE, rng), label


def of_fonts(n: int, rng: np.random.Generator) -> Pages:
    """Letters of eight fonts."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fonts = [ImageFont.load_default(SIDE), *(ImageFont.truetype(folder / f"{name}.ttf", SIDE) for name in FONTS)]
    for number in range(n):
        page = Image.new("L", (2 * SIDE, 2 * SIDE))
        letter = list(LETTERS)[int(rng.integers(len(LETTERS)))]
        ImageDraw.Draw(page).text((SIDE / 2, SIDE / 4), letter, fill=255, font=fonts[number % len(fonts)])
        turned = page.rotate(rng.uniform(-8, 8), Image.Resampling.BILINEAR)
        yield page_of(np.asarray(turned, np.float32) / np.float32(255), SIDE, rng), None


def made(family: Callable[[int, np.random.Generator], npt.NDArray[np.uint8]]) -> Callable[..., Pages]:
    """Pages of a family of made-up non-digits."""

    def pages(n: int, rng: np.random.Generator) -> Pages:
        return ((page_of(enlarged(image, SIDE), SIDE, rng), None) for image in family(n, rng))

    return pages


def unseen(n: int, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Spirals and hatching."""
    return scribbles.scribbles(n, rng, scribbles.UNSEEN)


def grainy(n: int, rng: np.random.Generator) -> Pages:
    """Paper without ink: grain, and light from one side."""
    for _ in range(n):
        light = np.linspace(0, rng.uniform(0, 0.4), 2 * SIDE, dtype=np.float32)
        yield (
            np.clip(rng.normal(0.1, rng.uniform(0, 0.06), (2 * SIDE, 2 * SIDE)) + light, 0, 1).astype(np.float32),
            None,
        )


FAMILIES: dict[str, Callable[[int, np.random.Generator], Pages]] = {
    "MNIST's digits, enlarged": as_they_are,
    "the same drawn again, hairline to brush": by_pens,
    "digits with flags, feet, bars, slashes": in_other_ways,
    "letters by pen": made(non_digits.letters),
    "letters of fonts (new to the judge)": of_fonts,
    "symbols": made(non_digits.symbols),
    "scribbles": made(scribbles.scribbles),
    "spirals, hatching (new to the judge)": made(unseen),
    "blots and grain": made(non_digits.blots),
    "paper without ink": grainy,
}


@dataclass
class Outcome:
    """A page, what it shows, and what a model made of it."""

    page: Page
    label: int | None
    text: str


def outcomes(recognizer: Recognizer, model: str, family: str, n: int) -> list[Outcome]:
    """What a model makes of ``n`` pages of a family."""
    rng = np.random.default_rng([SEED, list(FAMILIES).index(family)])
    found = []
    for page, label in FAMILIES[family](n, rng):
        found.append(Outcome(page, label, recognizer.read(1 - page, single=True).text[model]))
    return found


def row(family: str, found: list[Outcome]) -> str:
    """A row of the table: how many were read right, read wrong, and refused or taken for blank."""
    refused = sum(not outcome.text.strip("?") for outcome in found)
    right = sum(outcome.text == str(outcome.label) for outcome in found)
    shares = (right / len(found), 1 - (right + refused) / len(found), refused / len(found))
    return f"| {family} | {len(found)} | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


def together(judge: Judge, n: int) -> Iterator[str]:
    """Rows of a table: the shares that are refused of signs of a page, each by itself and all judged together."""
    rng = np.random.default_rng(SEED)
    with np.load(SAMPLE) as file:
        digits = redrawn.drawn_again((file["images"], file["labels"]), n, rng)[0]
    letters = np.concatenate([non_digits.letters(n // 2, rng), _prepared(of_fonts(n - n // 2, rng))])
    digit, letter = judge.likelihood(digits), judge.likelihood(letters)
    for signs in (2, 5, 8):
        pages = {
            "digits": rng.choice(digit, (n, signs)),
            "letters": rng.choice(letter, (n, signs)),
            "the letter of a page of digits": np.column_stack(
                [rng.choice(letter, n), rng.choice(digit, (n, signs - 1))]
            ),
        }
        for name, likely in pages.items():
            asked = slice(0, 1) if name.startswith("the") else slice(None)
            both = likely, np.array([in_company(page) for page in likely])
            alone, company = (float((each[:, asked] < judge.threshold).mean()) for each in both)
            yield f"| {name} | {signs} | {alone:.1%} | {company:.1%} |"


def _prepared(pages: Pages) -> npt.NDArray[np.uint8]:
    return np.stack([normalize(page) for page, _ in pages])


def main() -> None:
    """Print the table of one model."""
    parser = argparse.ArgumentParser(description="Count what is refused of made pictures.")
    parser.add_argument("--model", default="mlp")
    parser.add_argument("--n", type=int, default=500, help="pictures a family")
    parser.add_argument("--together", action="store_true", help="count what is refused of signs that stand together")
    parser.add_argument("--pictures", type=Path, help="folder for a sheet of what was taken wrongly")
    arguments = parser.parse_args()
    recognizer = Recognizer([arguments.model])
    if arguments.together:
        if recognizer.judge is None:
            raise SystemExit("There is no judge to ask.")
        print(*together(recognizer.judge, arguments.n), sep="\n")
        return
    wrong = []
    for family in FAMILIES:
        found = outcomes(recognizer, arguments.model, family, arguments.n)
        print(row(family, found), flush=True)
        wrong.append([o for o in found if (o.text != str(o.label) if o.label is not None else o.text.strip("?"))])
    if arguments.pictures:
        sheet(wrong).save(arguments.pictures / "refusal-mistakes.png", optimize=True)
        kinds(24).save(arguments.pictures / "non-digits.png", optimize=True)


def kinds(columns: int) -> Image.Image:
    """Two rows of each family that the judge learns as none, and two of digits by the same pens."""
    rng = np.random.default_rng(SEED)
    with np.load(SAMPLE) as file:
        digits = file["images"], file["labels"]
    n = 2 * columns
    rows = [
        *(family(n, rng) for family in (non_digits.letters, non_digits.symbols, scribbles.scribbles)),
        non_digits.blots(columns, rng),
        rng.permutation(non_digits.spoilt(n, rng, digits)),
        redrawn.drawn_again(digits, columns, rng)[0],
        judge.in_other_ways(columns, rng)[0],
    ]
    tiles = 255 - np.concatenate(rows).reshape(-1, columns, 28, 28).transpose(0, 2, 1, 3)
    return Image.fromarray(tiles.reshape(-1, columns * 28))


def sheet(rows: list[list[Outcome]], columns: int = 16, side: int = 48) -> Image.Image:
    """The first pages of each row with the text that was read under each."""
    shown = [row for row in rows if row]
    image = Image.new("L", (columns * (side + 8), max(len(shown), 1) * (side + 24)), 255)
    for y, row in enumerate(shown):
        for x, outcome in enumerate(row[:columns]):
            place = (x * (side + 8) + 4, y * (side + 24) + 4)
            page = Image.fromarray((255 * (1 - outcome.page)).astype(np.uint8))
            image.paste(page.resize((side, side), Image.Resampling.BOX), place)
            ImageDraw.Draw(image).text((place[0] + side // 2 - 3, place[1] + side + 4), outcome.text or "-", fill=0)
    return image


if __name__ == "__main__":
    main()
