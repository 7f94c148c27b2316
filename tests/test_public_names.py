"""What the package offers is there, is listed once, and says what it is."""

import inspect
from types import ModuleType

import pytest

import neuralite
from neuralite import nn

PUBLIC = [(module, name) for module in (neuralite, nn) for name in module.__all__]
# The methods of a layer, an optimizer and a schedule are described in their class, beside the formula.
DESCRIBED_IN_THEIR_CLASS = "neuralite.nn."


def ids(value: object) -> str:
    return value.__name__ if isinstance(value, ModuleType) else str(value)


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=ids)
def test_every_public_name_is_there_and_says_what_it_is(module: ModuleType, name: str) -> None:
    offered = getattr(module, name)
    if inspect.isclass(offered) or inspect.isfunction(offered):
        assert (offered.__doc__ or "").strip()


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=ids)
def test_every_public_method_says_what_it_does(module: ModuleType, name: str) -> None:
    offered = getattr(module, name)
    if not inspect.isclass(offered) or offered.__module__.startswith(DESCRIBED_IN_THEIR_CLASS):
        return
    silent = [
        method
        for method, function in vars(offered).items()
        if not method.startswith("_") and inspect.isfunction(function) and not inspect.getdoc(function)
    ]
    assert silent == []


@pytest.mark.parametrize("module", [neuralite, nn], ids=ids)
def test_public_names_are_listed_once_and_none_is_forgotten(module: ModuleType) -> None:
    assert len(set(module.__all__)) == len(module.__all__)
    defined = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and (inspect.isclass(value) or inspect.isfunction(value))
    }
    assert defined <= set(module.__all__)


def test_the_design_names_these() -> None:
    assert set(neuralite.__all__) >= {"Recognizer", "LogisticRegression", "MLP", "ImageError", "ModelFileError"}


def test_errors_are_of_three_subjects_and_not_each_other() -> None:
    errors = (neuralite.ImageError, neuralite.ModelFileError, neuralite.DatasetError)
    assert all(error.__bases__ == (Exception,) for error in errors)
