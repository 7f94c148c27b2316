"""What the package offers is there, is listed once, and says what it is."""

import ast
import inspect
from pathlib import Path
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
    offered = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    to_be_had = {name for name, value in offered.items() if inspect.isclass(value) or inspect.isfunction(value)}
    assert to_be_had <= set(module.__all__) <= offered.keys()


def test_the_names_that_a_type_checker_sees_are_those_that_can_be_had() -> None:
    tree = ast.parse(Path(str(neuralite.__file__)).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {name: getattr(neuralite, name).__module__ for name in neuralite.__all__}


def test_the_design_names_these() -> None:
    assert set(neuralite.__all__) >= {"Recognizer", "LogisticRegression", "MLP", "ImageError", "ModelFileError"}


def test_errors_are_of_three_subjects_and_not_each_other() -> None:
    errors = (neuralite.ImageError, neuralite.ModelFileError, neuralite.DatasetError)
    assert all(error.__bases__ == (Exception,) for error in errors)
