"""``neuralite predict``: read the digits of pictures."""

import csv
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from threadpoolctl import threadpool_limits

from neuralite import listing
from neuralite.cli.options import Layers, Models, ModelsDir
from neuralite.custom_layers import layer_classes
from neuralite.images.decoding import SUFFIXES, ImageError
from neuralite.recognizer import Recognizer


class Format(StrEnum):
    """How the readings are printed."""

    text = "text"
    jsonl = "jsonl"
    csv = "csv"


def predict(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Pictures, or folders of pictures.")],
    model: Models = None,
    single: Annotated[
        bool, typer.Option("--single", help="A picture shows one digit: all its ink belongs to it.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.text,
    models_dir: ModelsDir = None,
    layer: Layers = None,
) -> None:
    """Read the digits of pictures with one model or with all.

    A folder stands for the pictures in it and in its sub-folders. The exit code is 1 where a file can't be read;
    the rest is read all the same.
    """
    threadpool_limits(1)  # the matrices of a reading are too small to be divided
    recognizer = Recognizer(model, models_dir=models_dir, layers=layer_classes(layer or ()))
    for problem in recognizer.problems:
        print(f"neuralite: {problem}", file=sys.stderr)
    names = list(recognizer.models)
    failed = False
    if output is Format.csv:
        _csv_writer().writerow(listing.header(names))
    for path in paths:
        found = list(pictures([path]))
        if not found:
            print(f"neuralite: there is no picture in {path}", file=sys.stderr)
        for picture in found:
            line = read(recognizer, picture, single)
            failed |= line["error"] is not None
            _print(line, names, output)
    if failed:
        raise typer.Exit(1)


def pictures(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are named, and the pictures of folders in order; other files are passed over with a note.

    A folder's pictures are known by their endings; a file that is named itself may have any name.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        files = sorted(file for file in path.rglob("*") if file.is_file())
        found = [file for file in files if file.suffix.lower().removeprefix(".") in SUFFIXES]
        yield from found
        if len(found) < len(files):
            print(f"neuralite: passed over {len(files) - len(found)} other files in {path}", file=sys.stderr)


def read(recognizer: Recognizer, path: Path, single: bool) -> dict[str, Any]:
    """The reading of a file as one JSON object, whatever the file is; ``single``: it shows one digit."""
    try:
        return listing.line(str(path), recognizer.read(path, single))
    except ImageError as error:
        return listing.line(str(path), str(error))


def _print(line: dict[str, Any], names: Sequence[str], output: Format) -> None:
    match output:
        case Format.jsonl:
            print(json.dumps(line), flush=True)
        case Format.csv:
            _csv_writer().writerow(listing.row(line, names))
        case Format.text:
            print(f"{on_one_line(line['path'])}: {_sentence(line)}", flush=True)


def on_one_line(path: str) -> str:
    r"""A path in which nothing ends a line or controls the terminal.

    >>> on_one_line("a\nb.png")
    'a\\nb.png'
    """
    breaks = ("Cc", "Zl", "Zp")
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in breaks else sign for sign in path
    )


def _sentence(line: dict[str, Any]) -> str:
    if line["error"] or line["reason"]:
        return str(line["error"] or line["reason"])
    read_by = ", ".join(f"{name} {text} ({listing.confidence(line, name):.1%})" for name, text in line["text"].items())
    return " ".join([read_by, *listing.refusals(line), *line["warnings"]])


def _csv_writer() -> Any:
    # The terminal ends the lines; with the writer's own ends Windows would have each twice.
    return csv.writer(sys.stdout, lineterminator="\n")
