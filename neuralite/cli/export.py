"""``neuralite export``: a model as JSON that a person can read."""

import json
from pathlib import Path
from typing import Annotated

import typer

from neuralite import files, storage
from neuralite.cli.options import Layers, ModelsDir
from neuralite.custom_layers import layer_classes
from neuralite.exchange import to_json


def export(
    name: Annotated[str, typer.Argument(help="The model.")],
    out: Annotated[Path, typer.Option("--out", help="The JSON file to write.")],
    models_dir: ModelsDir = None,
    layer: Layers = None,
) -> None:
    """Write a model as layers, nodes, and each node's bias and incoming weights. `import` is the way back."""
    if out.suffix in (".npz", ".json") and out.stem in storage.names(out.parent):
        raise ValueError(f"{out} belongs to the model {out.stem!r}: choose another file")
    model = storage.load(storage.models_folder(models_dir), name, layer_classes(layer or ()))
    out.parent.mkdir(parents=True, exist_ok=True)
    data = (json.dumps(to_json(model), indent=1, allow_nan=False) + "\n").encode()
    if out.exists() and not out.is_file():
        # A pipe or a terminal is written to; to put a file in its place would take it away.
        out.write_bytes(data)
    else:
        files.write({out.resolve(): data})
    print(f"{name} is in {out}.")
