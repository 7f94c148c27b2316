"""``neuralite import``: the way back from `neuralite export`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from neuralite import storage
from neuralite.cli.options import Layers
from neuralite.custom_layers import layer_classes
from neuralite.exchange import CLAIMS, from_json
from neuralite.storage import ModelFileError


def import_json(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote.")],
    name: Annotated[str | None, typer.Option("--name", help="The model's new name. Default: the old one.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the model. Default: the models' own.")] = None,
    layer: Layers = None,
) -> None:
    """Make a model again from its readable JSON, with the same predictions bit for bit.

    A model that is there already is replaced only where --name or --out says so.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelFileError(f"{file} can't be read: {error}.") from None
    model = from_json(data, file.name, layer_classes(layer or ()))
    folder = storage.models_folder(out)
    if name is None and out is None and model.name in storage.names(folder):
        raise ModelFileError(f"There is a model {model.name!r} in {folder} already: give another --name, or --out.")
    if edited := [key for key in CLAIMS if key in data["card"].keys() - model.card.keys()]:
        print(f"neuralite: {file.name} was edited; its card no longer tells {', '.join(edited)}", file=sys.stderr)
    storage.save(folder, name or model.name, model.classifier, model.card)
    print(f"{name or model.name} is in {folder}.")
