"""Layer classes of one's own, named by the person who runs the program: ``FILE.py:Class``.

A model's file only ever names a class; the code comes from a file that the person points to, on the command
line or in ``NEURALITE_LAYERS``, never from one that the model points to.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from neuralite.nn import Layer

VARIABLE = "NEURALITE_LAYERS"


def layer_class(name: str) -> type[Layer]:
    """The class that ``FILE.py:Class`` names. Raises ValueError, in words for the command line."""
    file, _, class_name = name.rpartition(":")
    path = Path(file)
    if not file or not class_name or not path.is_file():
        raise ValueError(f"{name!r} names no layer: write FILE.py:Class, of a file that exists")
    spec = importlib.util.spec_from_file_location(f"neuralite_layers_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file!r} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    # Where dataclasses look for the module of a class.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found = getattr(module, class_name, None)
    if not (isinstance(found, type) and issubclass(found, Layer)):
        raise ValueError(f"{file!r} has no class {class_name!r} that is a neuralite.nn.Layer")
    return found


def layer_classes(named: Sequence[str] = ()) -> list[type[Layer]]:
    """The classes that are named here and in ``NEURALITE_LAYERS``, where commas part them."""
    everywhere = [*named, *filter(None, os.environ.get(VARIABLE, "").split(","))]
    return [layer_class(name) for name in dict.fromkeys(everywhere)]
