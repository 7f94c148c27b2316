"""A trained model on disk: its arrays in NAME.npz, its card in NAME.json; never a pickle.

    classifier, card -> save -> NAME.npz + NAME.json -> load -> Model

The card says how the network is built; loading builds it from known layer classes, then checks every array
before it believes one.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from neuralite.classifiers import Classifier
from neuralite.features import FEATURES
from neuralite.nn import Layer
from neuralite.nn.arrays import Array
from neuralite.nn.layers import LAYERS

Card: TypeAlias = dict[str, Any]

FORMAT_VERSION = 1


class ModelFileError(Exception):
    """A model's file that is missing or not sound; says which, what is wrong and what to do."""


@dataclass(frozen=True)
class Model:
    """A classifier under the name of its files, with its card."""

    name: str
    classifier: Classifier
    card: Card

    @property
    def title(self) -> str:
        """The model's name for people."""
        return str(self.card.get("title") or self.name)


def models_folder(option: str | Path | None = None) -> Path:
    """Where models are: the option, else ``NEURALITE_MODELS``, else those that came with the package."""
    if option:
        return Path(option)
    if named := os.environ.get("NEURALITE_MODELS"):
        return Path(named)
    package = Path(__file__).resolve().parent
    project = package.parent / "models"
    return project if (package.parent / "pyproject.toml").is_file() else package / "models"


def names(folder: Path) -> list[str]:
    """Names of the models in a folder, sorted: every pair of NAME.npz and NAME.json."""
    return sorted(path.stem for path in folder.glob("*.npz") if path.with_suffix(".json").is_file())


def save(folder: Path, name: str, classifier: Classifier, card: Card) -> None:
    """Write NAME.npz and NAME.json; where that fails, the files of before are still there.

    What the card says of the format, the architecture, the features and the weights is filled in here. Raises
    ValueError for a name that `check_name` refuses.
    """
    check_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    parameters = classifier.network.parameters
    complete = {
        "format_version": FORMAT_VERSION,
        **{key: value for key, value in card.items() if key != "format_version"},
        "architecture": {"inputs": classifier.network.inputs, "layers": classifier.network.architecture()},
        "features": classifier.features,
        "weights": classifier.network.weight_count,
        "weights_sha256": weights_digest(parameters),
    }
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **parameters)
    text = json.dumps(complete, indent=1, allow_nan=False) + "\n"
    _write({folder / f"{name}.npz": buffer.getvalue(), folder / f"{name}.json": text.encode()})


def check_name(name: str) -> None:
    """Raise ValueError for a name that can't be that of files, of a web page's parts and of an option alike."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise ValueError(f"a model's name is of lower-case letters, digits, - and _, not {name!r}")


def _write(files: dict[Path, bytes]) -> None:
    """Write all beside their places and only then into them, so that a reader meets old files or new ones."""
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    try:
        for path, data in files.items():
            parts[path].write_bytes(data)
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def weights_digest(parameters: dict[str, Array]) -> str:
    """SHA-256 of all arrays, in the order of their names: which weights a card speaks of."""
    total = hashlib.sha256()
    for name in sorted(parameters):
        total.update(name.encode())
        total.update(np.ascontiguousarray(parameters[name]).tobytes())
    return total.hexdigest()


def load(folder: Path, name: str, layers: Sequence[type[Layer]] = ()) -> Model:
    """The model NAME of a folder. ``layers`` are the layer classes of one's own that it may contain.

    Raises ModelFileError where a file is missing, damaged, of another version, or does not hold just the arrays
    that its card announces.
    """
    card = _read_card(folder, name)
    classifier = build(card, f"{name}.json", layers)
    arrays = _read_arrays(folder, name)
    put_arrays(classifier, arrays, f"{name}.npz")
    if card.get("weights_sha256") not in (None, weights_digest(arrays)):
        raise ModelFileError(f"{name}.npz and {name}.json do not belong together: the card describes other weights.")
    return Model(name, classifier, card)


def _read_card(folder: Path, name: str) -> Card:
    path = folder / f"{name}.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        there = ", ".join(names(folder)) or "none"
        raise ModelFileError(f"There is no model {name!r} in {folder.resolve()}; there are: {there}.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelFileError(f"{path.name} can't be read: {error}.") from None
    if not isinstance(card, dict) or card.get("format_version") != FORMAT_VERSION:
        found = card.get("format_version") if isinstance(card, dict) else None
        raise ModelFileError(
            f"{path.name} is of format version {found!r}; this program reads version {FORMAT_VERSION}."
        )
    return card


def build(card: Card, file: str, layers: Sequence[type[Layer]] = ()) -> Classifier:
    """The untrained classifier that a card describes. ``file`` is its name in the words of an error.

    Raises ModelFileError where a layer or a feature is not known or does not fit.
    """
    known: dict[str, Callable[..., Layer]] = {**LAYERS, **{layer.__name__: layer for layer in layers}}
    try:
        descriptions = [dict(layer) for layer in card["architecture"]["layers"]]
        kinds = [str(layer.pop("type")) for layer in descriptions]
        features = card["features"]
    except (KeyError, TypeError, ValueError):
        raise ModelFileError(f"{file} does not say how its network is built.") from None
    if unknown := [kind for kind in kinds if kind not in known]:
        raise ModelFileError(
            f"{file} has a layer {unknown[0]!r} that is not known here: pass its class "
            "(in Python `layers=[...]`, on the command line and for the app NEURALITE_LAYERS=FILE.py:Class)."
        )
    if not isinstance(features, str) or features not in FEATURES:
        raise ModelFileError(f"{file} names features {features!r} that are not known here.")
    try:
        chain = [known[kind](**config) for kind, config in zip(kinds, descriptions, strict=True)]
        return Classifier(chain, features=features)
    except (TypeError, ValueError, MemoryError) as error:
        raise ModelFileError(f"{file} describes a network that can't be built: {error}.") from None


def _read_arrays(folder: Path, name: str) -> dict[str, Array]:
    path = folder / f"{name}.npz"
    try:
        data = BytesIO(path.read_bytes())
    except FileNotFoundError:
        raise ModelFileError(f"There is no {path.name} beside {name}.json.") from None
    except OSError as error:
        raise ModelFileError(f"{path.name} can't be read: {error.strerror or error}.") from None
    if not zipfile.is_zipfile(data):
        raise ModelFileError(f"{path.name} is damaged: it ends early or is no archive of arrays.")
    try:
        with np.load(data, allow_pickle=False) as file:
            return {key: np.asarray(file[key]) for key in file.files}
    except Exception as error:  # noqa: BLE001 - on damaged archives `zipfile` and `zlib` raise almost anything
        raise ModelFileError(f"{path.name} is damaged: {error}.") from None


def put_arrays(classifier: Classifier, arrays: dict[str, Array], file: str) -> None:
    """Give a classifier its arrays, after a look at each one's name, shape, type and numbers.

    Raises ModelFileError, which names ``file`` and the array.
    """
    parameters = classifier.network.parameters
    if parameters.keys() != arrays.keys():
        odd = sorted(parameters.keys() ^ arrays.keys())
        verb = "lacks" if odd[0] in parameters else "has an unexpected"
        raise ModelFileError(f"{file} {verb} array {odd[0]!r}.")
    for name, parameter in parameters.items():
        array = arrays[name]
        if array.shape != parameter.shape:
            raise ModelFileError(f"{file}: {name} has the shape {array.shape}, not {parameter.shape}.")
        if array.dtype != parameter.dtype:
            raise ModelFileError(f"{file}: {name} is of {array.dtype}, not {parameter.dtype}.")
        if not np.isfinite(array).all():
            raise ModelFileError(f"{file}: {name} has numbers that are not finite.")
    for name, parameter in parameters.items():
        parameter[...] = arrays[name]
