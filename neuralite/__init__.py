"""Reads handwritten digits with nothing but NumPy: logistic regression and an MLP, written from scratch.

from neuralite import Recognizer
Recognizer().read("seven.jpg").text      # {'logistic': '7', 'mlp': '7'}
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neuralite.classifiers import MLP as MLP
    from neuralite.classifiers import Classifier as Classifier
    from neuralite.classifiers import LogisticRegression as LogisticRegression
    from neuralite.images.decoding import ImageError as ImageError
    from neuralite.mnist import DatasetError as DatasetError
    from neuralite.recognizer import Reading as Reading
    from neuralite.recognizer import Recognizer as Recognizer
    from neuralite.storage import ModelFileError as ModelFileError

# Each is imported when it is asked for: the page shows its canvas before it needs any of them.
_HOMES = {
    "MLP": "classifiers",
    "Classifier": "classifiers",
    "DatasetError": "mnist",
    "ImageError": "images.decoding",
    "LogisticRegression": "classifiers",
    "ModelFileError": "storage",
    "Reading": "recognizer",
    "Recognizer": "recognizer",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
