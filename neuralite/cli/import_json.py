"""``neuralite import``: the way back from `neuralite export`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from neuralite import storage
from neuralite.cli.options import Layers
from neuralite.custom_layers import layer_classes
from neuralite.exchange import from_json
from neuralite.storage import ModelFileError


def import_json(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote.")],
    name: Annotated[str | None, typer.Option("--name", help="The model's new name. Default: the old one.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the model. Default: the models' own.")] = None,
    layer: Layers = None,
) -> None:
    """Make a model again from its readable JSON, with the same predictions bit for bit."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelFileError(f"{file} can't be read: {error}.") from None
    model = from_json(data, file.name, layer_classes(layer or ()))
    folder = storage.models_folder(out)
    storage.save(folder, name or model.name, model.classifier, model.card)
    print(f"{name or model.name} is in {folder}.")
