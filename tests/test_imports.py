"""Modules import only in the direction of the design, and learning needs no framework but NumPy."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "neuralite"
# What each part of the package may import of it, besides itself.
ALLOWED: dict[str, set[str]] = {
    "nn": set(),
    "images": set(),
    "mnist": set(),
    "plots": set(),
    "hog": set(),
    "files": set(),
    "features": {"nn", "hog"},
    "custom_layers": {"nn"},
    "archive": {"nn"},
    "classifiers": {"nn", "features"},
    "calibration": {"nn"},
    "storage": {"nn", "features", "classifiers", "calibration", "archive", "files"},
    "exchange": {"nn", "features", "classifiers", "storage"},
    "evaluation": {"nn", "classifiers"},
    "explanation": {"nn", "features", "classifiers"},
    "comparison": {"classifiers", "evaluation", "storage"},
    "weight_pictures": {"classifiers", "nn"},
    "training": {
        "nn",
        "features",
        "classifiers",
        "calibration",
        "mnist",
        "evaluation",
        "images.normalization",
        "images.thickness",
        "files",
    },
    "stages": {"images", "recognizer"},
    "listing": {"recognizer"},
    "handwriting": set(),
    "rejection": {"classifiers", "storage"},
    "recognizer": {"images", "nn", "classifiers", "rejection", "storage"},
    "cli": {"any"},
    "ui": {"any"},
    "__init__": {"any"},
    "__main__": {"cli"},
}
LEARNING = ("nn", "classifiers", "features", "hog", "training")
FRAMEWORKS = {"torch", "sklearn", "tensorflow", "jax", "keras", "flax", "xgboost", "lightgbm", "onnxruntime", "mlx"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "config", "types", "misc"}


def module_name(path: Path) -> str:
    """The dotted name of a file of the package, `neuralite.nn.layers` or, for a package, `neuralite.nn`."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it; of the package the very module, not only its folder."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in MODULES else str(node.module))
    return frozenset(found)


def part(module: str) -> str:
    """The part of the package that a module belongs to: its first folder or file."""
    return module.split(".")[1] if "." in module else "__init__"


def inside(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    return {found for found in imports(MODULES[module]) if found.partition(".")[0] == "neuralite"}


def users(library: str) -> set[str]:
    """The files of the project that import a library, by their paths from the project."""
    files = [*MODULES.values(), PROJECT / "app.py"]
    return {
        str(path.relative_to(PROJECT))
        for path in files
        if any(found.partition(".")[0] == library for found in imports(path))
    }


def test_every_part_has_its_rule() -> None:
    assert {part(module) for module in MODULES} == ALLOWED.keys()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_part_may(module: str) -> None:
    allowed = ALLOWED[part(module)] | {part(module)}
    if "any" in allowed:
        return
    wrong = {
        found
        for found in inside(module)
        if part(found) not in allowed and found.removeprefix("neuralite.") not in allowed
    }
    assert not wrong


@pytest.mark.parametrize("top", ["cli", "ui"])
def test_nothing_imports_the_command_line_or_the_pages(top: str) -> None:
    importers = {module for module in MODULES if part(module) != top and top in map(part, inside(module))}
    assert importers <= {"neuralite.__main__"}


def test_there_are_no_circles() -> None:
    TopologicalSorter({module: inside(module) - {module} for module in MODULES}).prepare()


def test_only_the_plots_import_matplotlib() -> None:
    assert users("matplotlib") == {"neuralite/plots.py"}


def test_only_the_pages_and_the_door_import_streamlit() -> None:
    found = users("streamlit") | users("streamlit_drawable_canvas")
    assert {path for path in found if not path.startswith("neuralite/ui/")} == {"app.py"}


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
def test_no_framework_learns_for_us(framework: str) -> None:
    assert users(framework) == set()


def test_learning_is_numpy_alone() -> None:
    foreign = {
        found.partition(".")[0] for module in MODULES if part(module) in LEARNING for found in imports(MODULES[module])
    }
    assert foreign - sys.stdlib_module_names == {"numpy", "neuralite"}


def test_a_file_is_named_by_what_it_holds() -> None:
    assert not {module for module in MODULES if module.rpartition(".")[2] in FORBIDDEN_NAMES}


def test_a_command_that_draws_nothing_does_not_wait_for_matplotlib() -> None:
    code = "import sys, neuralite.cli; print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "False"


def test_importing_the_package_loads_neither_pages_nor_plots_nor_downloads() -> None:
    code = "import sys, neuralite; print(*{'streamlit', 'matplotlib', 'pooch', 'typer'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == ""
