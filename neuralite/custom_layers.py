"""Layer classes of one's own, named by the person who runs the program: ``FILE.py:Class``.

A model's file only ever names a class; the code comes from a file that the person points to, on the command
line or in ``NEURALITE_LAYERS``, never from one that the model points to.
"""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from neuralite.nn import Layer

VARIABLE = "NEURALITE_LAYERS"


def layer_class(name: str) -> type[Layer]:
    """The class that ``FILE.py:Class`` names. Raises ValueError, in words for the command line.

    A file runs once for all its classes, and again only when it has changed.
    """
    file, _, class_name = name.rpartition(":")
    path = Path(file)
    if not file or not class_name or not path.is_file():
        raise ValueError(f"{name!r} names no layer: write FILE.py:Class, of a file that exists")
    found = getattr(_module(path.resolve(), path.stat().st_mtime_ns), class_name, None)
    if not (isinstance(found, type) and issubclass(found, Layer)):
        raise ValueError(f"{file!r} has no class {class_name!r} that is a neuralite.nn.Layer")
    return found


@cache
def _module(path: Path, changed: int) -> ModuleType:
    """What the file at ``path`` defines, as it was when last ``changed``."""
    # Two folders may each have a `layers.py`.
    place = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    spec = importlib.util.spec_from_file_location(f"neuralite_layers_{path.stem}_{place}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path.name!r} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    # Where dataclasses look for the module of a class.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[spec.name]
        raise ValueError(f"{path} can't be run: {type(error).__name__}: {error}") from error
    return module


def layer_classes(named: Sequence[str] = ()) -> list[type[Layer]]:
    """The classes that are named here and in ``NEURALITE_LAYERS``, where commas part them."""
    everywhere = [*named, *filter(None, os.environ.get(VARIABLE, "").split(","))]
    return [layer_class(name) for name in dict.fromkeys(everywhere)]
