"""A trained model on disk: its arrays in NAME.npz, its card in NAME.json; never a pickle.

    classifier, card -> save -> NAME.npz + NAME.json -> load -> Model

The card says how the network is built; loading compares what it announces with the headers of the arrays, builds
it from known layer classes, then checks every array before it believes one.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np

from neuralite import archive, files
from neuralite.archive import Announced
from neuralite.calibration import Calibration
from neuralite.classifiers import CLASSES, Classifier, Images
from neuralite.features import FEATURE_COUNTS, FEATURES
from neuralite.nn import Dense, Layer
from neuralite.nn.arrays import Array
from neuralite.nn.layers import LAYERS

Card: TypeAlias = dict[str, Any]
T = TypeVar("T")

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

    def predict_proba(self, images: Images) -> Array:
        """Probability of each digit ``(n, 10)``, calibrated as the card says."""
        return self.calibrated(self.classifier.logits(images))

    def calibrated(self, logits: Array) -> Array:
        """The probabilities ``(n, 10)`` of the classifier's logits ``(n, 10)``."""
        return Calibration.of(self.card)(logits)


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
    """Write NAME.npz and NAME.json; each file is the old one or the new one, and `load` refuses a mixed pair.

    What the card says of the format, the architecture, the features and the weights is filled in here. Raises
    ValueError for a name that `check_name` refuses, and for layers that `known_layers` does.
    """
    check_name(name)
    known_layers([type(layer) for layer in classifier.network.layers])
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
    files.write({folder / f"{name}.npz": buffer.getvalue(), folder / f"{name}.json": text.encode()})


def check_name(name: str) -> None:
    """Raise ValueError for a name that can't be that of files, of a web page's parts and of an option alike."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise ValueError(f"a model's name is of lower-case letters, digits, - and _, not {name!r}")


def known_layers(layers: Sequence[type[Layer]] = ()) -> dict[str, type[Layer]]:
    """The layer classes of the package and those of one's own, by name.

    Raises ValueError where a name stands for two classes: a model's file could mean either.
    """
    known = dict(LAYERS)
    for layer in layers:
        if known.setdefault(layer.__name__, layer) is not layer:
            raise ValueError(f"there are two layers {layer.__name__!r}: give your own another name")
    return known


def weights_digest(parameters: dict[str, Array]) -> str:
    """SHA-256 of all arrays, in the order of their names: which weights a card speaks of."""
    total = hashlib.sha256()
    for name in sorted(parameters):
        total.update(name.encode())
        total.update(np.ascontiguousarray(parameters[name]).tobytes())
    return total.hexdigest()


def load(folder: Path, name: str, layers: Sequence[type[Layer]] = (), *, classes: int = CLASSES) -> Model:
    """The model NAME of a folder. ``layers`` are the layer classes of one's own that it may contain.

    Raises ModelFileError where a file is missing, damaged, of another version, or does not hold just the arrays
    that its card announces; ValueError where `known_layers` does.
    """
    card = read_card(folder, name)
    data = _read_bytes(folder, name)
    headers = _unpacked(archive.headers, data, f"{name}.npz")
    classifier = build(card, headers, f"{name}.json", f"{name}.npz", layers, classes=classes)
    # Small files may hold large arrays: they are unpacked only when they are those of the network.
    _check_fit(classifier.network.parameters, headers, f"{name}.npz")
    arrays = _unpacked(archive.arrays, data, f"{name}.npz")
    put_arrays(classifier, arrays, f"{name}.npz")
    try:
        Calibration.of(card)
    except ValueError as error:
        raise ModelFileError(f"{name}.json: {error}.") from None
    if card.get("weights_sha256") not in (None, weights_digest(arrays)):
        raise ModelFileError(f"{name}.npz and {name}.json do not belong together: the card describes other weights.")
    return Model(name, classifier, card)


def read_card(folder: Path, name: str) -> Card:
    """The card of a model; of its weights nothing is believed. Raises ModelFileError where it can't be read."""
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


def build(
    card: Card,
    arrays: Mapping[str, Announced],
    file: str,
    weights: str,
    layers: Sequence[type[Layer]] = (),
    *,
    classes: int = CLASSES,
) -> Classifier:
    """The untrained classifier that a card describes, if the ``arrays`` that are there would fill it.

    ``file`` and ``weights`` are the names of card and arrays in the words of an error. Raises ModelFileError where
    a layer or a feature is not known or does not fit, ValueError where `known_layers` does.
    """
    known = known_layers(layers)
    try:
        architecture = dict(card["architecture"])
        descriptions = [dict(layer) for layer in architecture["layers"]]
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
    inputs = FEATURE_COUNTS[features]
    if architecture.get("inputs", inputs) != inputs:
        raise ModelFileError(f"{file} tells of {architecture['inputs']} inputs, but its features are {inputs} numbers.")
    try:
        chain = [known[kind](**config) for kind, config in zip(kinds, descriptions, strict=True)]
        _check_sizes(chain, inputs, arrays, weights)
        return Classifier(chain, features=features, classes=classes)
    except (TypeError, ValueError, MemoryError) as error:
        raise ModelFileError(f"{file} describes a network that can't be built: {error}.") from None


def _check_sizes(chain: Sequence[Layer], inputs: int, arrays: Mapping[str, Announced], file: str) -> None:
    """Raise ModelFileError where a Dense layer would need weights of another shape than those that are there.

    Checked before it is built, since a few digits of a card can ask for more memory than there is.
    """
    width: int | None = inputs
    for place, layer in enumerate(chain):
        if type(layer) is Dense:
            name = f"{place}.weight"
            if name not in arrays:
                raise ModelFileError(f"{file} lacks array {name!r}.")
            shape = arrays[name].shape
            # How wide the rows are after a layer of one's own is known only when it is built.
            needed = (width if width is not None else shape[0] if shape else 0, layer.outputs)
            if shape != needed:
                raise ModelFileError(f"{file}: {name} has the shape {shape}, not {needed}.")
            width = layer.outputs
        elif type(layer).__name__ not in LAYERS:
            width = None


def _read_bytes(folder: Path, name: str) -> bytes:
    path = folder / f"{name}.npz"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelFileError(f"There is no {path.name} beside {name}.json.") from None
    except OSError as error:
        raise ModelFileError(f"{path.name} can't be read: {error.strerror or error}.") from None


def _unpacked(read: Callable[[bytes], dict[str, T]], data: bytes, file: str) -> dict[str, T]:
    try:
        return read(data)
    except ValueError as error:
        raise ModelFileError(f"{file} is damaged: {error}.") from None


def put_arrays(classifier: Classifier, arrays: dict[str, Array], file: str) -> None:
    """Give a classifier its arrays, after a look at each one's name, shape, type and numbers.

    Raises ModelFileError, which names ``file`` and the array.
    """
    parameters = classifier.network.parameters
    _check_fit(parameters, arrays, file)
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ModelFileError(f"{file}: {name} has numbers that are not finite.")
    for name, parameter in parameters.items():
        parameter[...] = arrays[name]


def _check_fit(parameters: dict[str, Array], arrays: Mapping[str, Announced], file: str) -> None:
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
