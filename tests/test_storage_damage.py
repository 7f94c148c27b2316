"""Whatever is wrong with a model's files, loading says which and what, in a ModelFileError, and runs none of it."""

import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuralite import MLP, storage
from neuralite.storage import ModelFileError

Arrays = dict[str, Any]
Card = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sound model `m` of one hidden node."""
    storage.save(tmp_path, "m", MLP((1,), rng=np.random.default_rng(0)), {"title": "M"})
    return tmp_path


def edit_arrays(folder: Path, edit: Callable[[Arrays], object]) -> None:
    """Change the arrays, and let the card speak of the changed ones."""
    with np.load(folder / "m.npz") as file:
        arrays: Arrays = dict(file)
    edit(arrays)
    np.savez(folder / "m.npz", allow_pickle=True, **arrays)
    edit_card(folder, lambda card: card.pop("weights_sha256"))


def edit_card(folder: Path, edit: Callable[[Card], object]) -> None:
    card = json.loads((folder / "m.json").read_text())
    edit(card)
    (folder / "m.json").write_text(json.dumps(card))


def refused(folder: Path, words: str) -> None:
    with pytest.raises(ModelFileError, match=words):
        storage.load(folder, "m")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda a: a.pop("2.bias"), r"m\.npz lacks array '2\.bias'", id="missing"),
        pytest.param(
            lambda a: a.update({"3.bias": a["2.bias"]}), r"m\.npz has an unexpected array '3\.bias'", id="extra"
        ),
        pytest.param(
            lambda a: a.update({"0.weight": a["0.weight"].T}),
            r"m\.npz: 0\.weight has the shape \(1, 784\), not \(784, 1\)",
            id="shape",
        ),
        pytest.param(
            lambda a: a.update({"2.bias": a["2.bias"].astype(np.float64)}),
            r"m\.npz: 2\.bias is of float64, not float32",
            id="dtype",
        ),
        pytest.param(
            lambda a: a["2.weight"].put(3, np.nan), r"m\.npz: 2\.weight has numbers that are not finite", id="nan"
        ),
        pytest.param(
            lambda a: a["0.bias"].put(0, -np.inf), r"m\.npz: 0\.bias has numbers that are not finite", id="infinity"
        ),
    ],
)
def test_an_array_that_does_not_fit_is_named(folder: Path, change: Callable[[Arrays], object], words: str) -> None:
    edit_arrays(folder, change)
    refused(folder, words)


def layers(*described: Any) -> Callable[[Card], object]:
    return lambda card: card["architecture"].update(layers=list(described))


DENSE = {"type": "Dense", "outputs": 10}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda c: c.update(format_version=2), "format version 2; this program reads version 1", id="new"),
        pytest.param(lambda c: c.pop("format_version"), "format version None", id="no version"),
        pytest.param(lambda c: c.pop("architecture"), "does not say how its network is built", id="no architecture"),
        pytest.param(lambda c: c.update(architecture=[]), "does not say how its network is built", id="a list"),
        pytest.param(layers("Dense"), "does not say how its network is built", id="no layer"),
        pytest.param(layers({"outputs": 10}), "does not say how its network is built", id="no type"),
        pytest.param(lambda c: c.pop("features"), "does not say how its network is built", id="no features"),
        pytest.param(lambda c: c.update(features="wavelets"), "features 'wavelets' that are not known", id="features"),
        pytest.param(lambda c: c.update(features=["pixels"]), "features .* that are not known", id="features list"),
        pytest.param(layers({"type": "Swish"}, DENSE), "layer 'Swish' that is not known here: pass its", id="layer"),
        pytest.param(layers({"type": "os.system"}), "layer 'os.system' that is not known here", id="a path"),
        pytest.param(layers(), "can't be built: a network needs at least one layer", id="empty"),
        pytest.param(layers({**DENSE, "depth": 3}), "can't be built: .*'depth'", id="argument"),
        pytest.param(layers({**DENSE, "outputs": "ten"}), "can't be built", id="type of argument"),
        pytest.param(layers({**DENSE, "outputs": 10**6}), r"has the shape \(784, 1\), not \(784, 1000000\)", id="huge"),
        pytest.param(
            layers({"type": "Dense", "outputs": 1}, {"type": "ReLU"}, {**DENSE, "outputs": 10**30}),
            r"m\.npz: 2\.weight has the shape \(1, 10\), not \(1, 10{30}\)",
            id="huge second layer",
        ),
        pytest.param(lambda c: c["architecture"].update(inputs=100), "tells of 100 inputs, but .* 784", id="inputs"),
        pytest.param(layers({"type": "Dropout", "rate": 2}, DENSE), "can't be built: a dropout rate", id="rate"),
        pytest.param(
            layers({"type": "Dense", "outputs": 1}), "can't be built: a classifier .* ends in 10", id="one output"
        ),
        pytest.param(layers(DENSE), r"m\.npz has an unexpected array '2\.bias'|shape", id="other network"),
        pytest.param(lambda c: c.update(weights_sha256="0" * 64), "do not belong together", id="digest"),
    ],
)
def test_a_card_that_does_not_fit_is_told(folder: Path, change: Callable[[Card], object], words: str) -> None:
    edit_card(folder, change)
    refused(folder, words)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\ufeff{}", '"x"', "[]", "null"])
def test_a_card_that_is_no_json_object_is_told(folder: Path, text: str) -> None:
    (folder / "m.json").write_text(text)
    refused(folder, r"m\.json (can't be read|is of format version None)")


def test_a_card_that_is_no_text_is_told(folder: Path) -> None:
    (folder / "m.json").write_bytes(b"\xff\xfe\x00")
    refused(folder, r"m\.json can't be read")


def test_arrays_that_are_missing_are_told(folder: Path) -> None:
    (folder / "m.npz").unlink()
    refused(folder, r"There is no m\.npz beside m\.json")


def other_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"version https://git-lfs.github.com/spec/v1"), id="pointer"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-100]), id="truncated"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:2000]), id="half"),
        pytest.param(other_array, id="one array"),
    ],
)
def test_a_file_that_is_no_archive_of_arrays_is_told(folder: Path, damage: Callable[[Path], object]) -> None:
    damage(folder / "m.npz")
    refused(folder, r"m\.npz is damaged: it ends early or is no archive of arrays")


def test_a_member_that_is_no_array_is_named(folder: Path) -> None:
    with np.load(folder / "m.npz") as file:
        names = list(file.files)
    with zipfile.ZipFile(folder / "m.npz", "w") as archive:
        for name in names:
            archive.writestr(name, b"not an array")
    refused(folder, r"m\.npz is damaged: 0\.weight is no array")


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_a_pickled_array_is_refused_and_not_run(folder: Path) -> None:
    trap = np.empty(10, object)
    trap[0] = Trap(folder / "trapped")
    edit_arrays(folder, lambda arrays: arrays.update({"2.bias": trap}))
    refused(folder, r"m\.npz is damaged: 2\.bias\.npy is a pickle, not numbers")
    assert not (folder / "trapped").exists()


def test_a_card_that_asks_for_gigabytes_is_refused_without_taking_them(folder: Path) -> None:
    edit_card(folder, layers({**DENSE, "outputs": 10**6}))
    tracemalloc.start()
    refused(folder, r"m\.npz: 0\.weight has the shape")
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()


def header(shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
    return file.getvalue()


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((12_500_000,), r"m\.npz: 2\.bias has the shape \(12500000,\), not \(10,\)"),
        ((10,), r"m\.npz is damaged: 2\.bias\.npy is not as long as its shape \(10,\) says"),
    ],
)
def test_a_member_that_swells_beyond_what_the_card_needs_is_not_unpacked(
    folder: Path, shape: tuple[int, ...], words: str
) -> None:
    edit_arrays(folder, lambda arrays: arrays.pop("2.bias"))
    with zipfile.ZipFile(folder / "m.npz", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2.bias.npy", header(shape) + bytes(50_000_000))
    tracemalloc.start()
    refused(folder, words)
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()


@pytest.mark.parametrize("compressed", [False, True])
def test_no_damage_goes_unnoticed_or_ends_in_another_error(folder: Path, compressed: bool) -> None:
    rng = np.random.default_rng(5)
    with np.load(folder / "m.npz") as file:
        arrays = dict(file)
    if compressed:
        np.savez_compressed(folder / "m.npz", allow_pickle=False, **arrays)
    sound = (folder / "m.npz").read_bytes()
    noticed = 0
    for place in rng.integers(len(sound), size=150):
        damaged = bytearray(sound)
        damaged[place] ^= int(rng.integers(1, 256))
        (folder / "m.npz").write_bytes(damaged if rng.random() < 0.8 else sound[:place])
        try:
            loaded = storage.load(folder, "m").classifier.network.parameters
        except ModelFileError:
            noticed += 1
        else:
            assert all(np.array_equal(loaded[name], arrays[name]) for name in arrays)
    assert noticed > 100
