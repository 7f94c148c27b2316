"""Makes the pictures of the Samples panel, ``neuralite/ui``: strokes drawn for the project, on made paper.

strokes -> ink (scenes.strokes) -> side by side -> a page -> paper, light (scenes.paper) -> PNG or JPEG

python -m scripts.draw_samples
"""

import argparse
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from scripts.scenes import paper, strokes
from scripts.scenes.paper import Paper, Picture

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "neuralite" / "ui" / "sample_pictures"
SIDE, PEN = 150, 14
# Beside each digit of a row, and around the row, as a share of its height.
GAP, MARGIN = 0.15, 0.3
# A camera that was held upright writes this where the picture lies on its left side.
TURNED_RIGHT = 6
LETTER_A = "8,100 50,0 50,0 92,100 / 25,62 75,62"
SEVEN_OR_ONE = "30,15 62,0 62,0 52,100"


def ink_of(rows: list[str], seed: int) -> strokes.Ink:
    """Strokes side by side, each by the same unsteady hand, with paper around it, at least as wide as high."""
    rng = np.random.default_rng(seed)
    inks = [strokes.drawn(row, SIDE, PEN, rng) for row in rows]
    height = max(len(ink) for ink in inks)
    gap = round(GAP * height)
    parts = [np.pad(ink, ((height - len(ink), 0), (gap, gap))) for ink in inks]
    ink = np.pad(np.concatenate(parts, axis=1), round(MARGIN * height))
    missing = max(0, len(ink) - ink.shape[1])
    return np.pad(ink, ((0, 0), (missing // 2, missing - missing // 2)))


def drawn(rows: list[str], seed: int, sheet: Paper = paper.plain) -> Picture:
    """The strokes on a sheet, as a picture."""
    return sheet(ink_of(rows, seed), np.random.default_rng(seed))


def lying(picture: Picture) -> bytes:
    """A JPEG as a phone writes it: the picture on its side, and in the file which way is up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = TURNED_RIGHT
    buffer = BytesIO()
    Image.fromarray(picture).transpose(Image.Transpose.ROTATE_90).save(buffer, "JPEG", quality=80, exif=exif)
    return buffer.getvalue()


def as_png(picture: Picture) -> bytes:
    """The picture as a small PNG of a few colours."""
    buffer = BytesIO()
    Image.fromarray(picture).convert("L").quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the Samples panel.")
    parser.add_argument("--out", type=Path, default=FOLDER)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    of = {name: row for name, (_, row) in strokes.DRAWN.items()}
    year = [of[name] for name in ("1 with a flag", "plain 9", "plain 8", "open 4")]
    pictures = {
        "easy.png": as_png(drawn([of["plain 3"]], 3)),
        "hard.png": as_png(drawn([SEVEN_OR_ONE], 2)),
        "crossed.png": as_png(drawn([of["crossed 7"]], 7)),
        "photo.jpg": lying(drawn([of["broken 5"]], 5, paper.gradient)),
        "letter.png": as_png(drawn([LETTER_A], 1)),
        "year.png": as_png(drawn(year, 9, paper.squared)),
    }
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
