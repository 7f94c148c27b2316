"""Readings of many pictures as rows for a spreadsheet, and as one JSON object each.

file, Reading or why there is none -> line (JSON) -> row (CSV)
"""

from collections.abc import Sequence
from typing import Any

from neuralite.recognizer import Reading

Line = dict[str, Any]


def line(path: str, reading: Reading | str) -> Line:
    """A file as one JSON object: its reading, or in words why it could not be read."""
    if isinstance(reading, str):
        return {"path": path, "error": reading, "reason": None, "warnings": [], "text": {}, "digits": []}
    return {"path": path, **reading.to_json()}


def confidence(told: Line, model: str) -> float:
    """How sure a model is of a whole text: as sure as of its least sure digit. 0..1; raises ValueError for none."""
    return min(float(digit["readings"][model]["confidence"]) for digit in told["digits"])


def refusals(told: Line) -> list[str]:
    """Why some answers are refused, each reason once, with the models that give it unless all do."""
    givers: dict[str, list[str]] = {}
    for digit in told["digits"]:
        for name, reading in digit["readings"].items():
            if (reason := reading.get("reason")) and name not in givers.setdefault(reason, []):
                givers[reason].append(name)
    return [
        reason if len(names) == len(told["text"]) else f"{', '.join(names)}: {reason}"
        for reason, names in givers.items()
    ]


def header(models: Sequence[str]) -> list[str]:
    """The titles of a table's columns."""
    return ["path", "error", "reason", *(column for name in models for column in (name, f"{name}_confidence"))]


def row(told: Line, models: Sequence[str]) -> list[str]:
    """A line as a table shows it."""
    cells = [told["path"], told["error"] or "", told["reason"] or " ".join(refusals(told))]
    for name in models:
        cells += [told["text"][name], f"{confidence(told, name):.6f}"] if told["digits"] else ["", ""]
    return cells
