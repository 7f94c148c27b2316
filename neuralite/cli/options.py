"""Options that several commands share, so that they mean the same everywhere."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

DataDir: TypeAlias = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder with MNIST's four files. Default: NEURALITE_DATA, else data/."),
]
ModelsDir: TypeAlias = Annotated[
    Path | None,
    typer.Option("--models-dir", help="Folder of the models. Default: NEURALITE_MODELS, else the shipped ones."),
]
Models: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="NAME", help="A model to read with; may be repeated. Default: all."),
]
Layers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--layer", metavar="FILE.py:Class", help="A layer class of your own that a model contains."),
]
