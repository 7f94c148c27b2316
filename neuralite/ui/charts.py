"""Charts to explore, in Altair: every model in its own look, and rows in, chart out."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, TypeAlias

import altair as alt
import numpy as np

from neuralite.comparison import Row, Shared
from neuralite.evaluation import Confusion
from neuralite.ui.looks import Look

Layers: TypeAlias = alt.LayerChart | alt.FacetChart

HEIGHT = 260
GREY = "#808080"
# Light enough for black numbers, on white paper and on black.
RIGHT = "#bcdff1"
WRONG = ("#ffe9d1", "#f08a3c")
# A label may have several lines, and no more letters in one than a phone has room for.
LETTERS = 20
BROKEN_LABELS = alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=150, labelOverlap=False)


def lines(
    rows: Mapping[str, Sequence[Row]],
    looks: Mapping[str, Look],
    x: tuple[str, str],
    y: tuple[str, str],
    percent_x: bool = False,
) -> Layers:
    """A line with marks for each model: ``rows`` by its name, ``x`` and ``y`` as field and title; y is a share."""
    shown = {name: looks[name] for name in rows}
    base = alt.Chart(_values(rows, looks)).encode(
        x=alt.X(x[0], type="quantitative", title=x[1], axis=_axis("%" if percent_x else ""), scale=_around()),
        y=alt.Y(y[0], type="quantitative", title=y[1], axis=_axis("%"), scale=_around()),
        color=_colour(shown.values()),
        tooltip=_tooltip(x, y, percent_x),
    )
    line = base.mark_line(strokeWidth=2).encode(strokeDash=_scaled("strokeDash", shown.values()))
    mark = base.mark_point(filled=True, size=55, opacity=1).encode(shape=_scaled("shape", shown.values()))
    return alt.layer(line, mark).properties(height=HEIGHT)


def intervals(rows: Mapping[str, Row], looks: Mapping[str, Look]) -> Layers:
    """Each model's accuracy as a mark, with its 95 % interval as a line."""
    shown = {name: looks[name] for name in rows}
    values = _values({name: [row | {"place": _broken(looks[name].title)}] for name, row in rows.items()}, looks)
    place = alt.Y("place:N", title=None, sort=None, axis=BROKEN_LABELS)
    base = alt.Chart(values).encode(y=place, color=_colour(shown.values()))
    x = alt.X("low:Q", title="read right", scale=_around(), axis=_axis("%"))
    bar = base.mark_rule(strokeWidth=3).encode(x=x, x2="high:Q")
    tooltip = [
        alt.Tooltip("model:N"),
        *(alt.Tooltip(f"{end}:Q", format=".2%") for end in ("accuracy", "low", "high")),
    ]
    mark = base.mark_point(filled=True, size=110, opacity=1).encode(
        x="accuracy:Q", shape=_scaled("shape", shown.values()), tooltip=tooltip
    )
    return alt.layer(bar, mark).properties(height=44 * len(rows) + 30)


def learning(rows: Sequence[Row], figure: str, title: str, ends: tuple[float, float]) -> Layers:
    """Training and validation by epoch for one model; ``figure`` is ``loss``, on a log scale, or ``accuracy``."""
    parts = ("training", "validation")
    values = [{"epoch": row["epoch"], "part": part, "y": row[f"{part}_{figure}"]} for row in rows for part in parts]
    scale = alt.Scale(type="log", domain=ends, nice=False) if figure == "loss" else alt.Scale(domain=ends, nice=False)
    y = alt.Y("y:Q", title=title, scale=scale, axis=_axis("%" if figure == "accuracy" else "~g"))
    key = alt.Legend(title=None, orient="bottom")
    curves = (
        alt.Chart(_data(values))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", axis=alt.Axis(tickMinStep=1, format="d")),
            y=y,
            color=alt.Color("part:N", scale=alt.Scale(domain=parts, range=["#0072b2", "#d55e00"]), legend=key),
            strokeDash=alt.StrokeDash("part:N", scale=alt.Scale(domain=parts, range=[[1, 0], [6, 3]]), legend=key),
            tooltip=["epoch:Q", "part:N", alt.Tooltip("y:Q", title=title, format=".2%" if figure != "loss" else ".4f")],
        )
    )
    kept = [{"epoch": max(row["epoch"] for row in rows if row["best"])}] if any(row["best"] for row in rows) else []
    rule = alt.Chart(_data(kept)).mark_rule(color=GREY).encode(x="epoch:Q")
    return alt.layer(rule, curves).properties(height=HEIGHT)


def confusion(counts: Confusion) -> Layers:
    """The confusion matrix, to be clicked: what was written down the side, what was read along the top."""
    mistakes = counts.copy()
    np.fill_diagonal(mistakes, 0)
    values = [
        {"written": row, "read": column, "digits": int(counts[row, column]), "right": row == column}
        for row in range(len(counts))
        for column in range(len(counts))
        if counts[row, column]
    ]
    cell = alt.selection_point(name="cell", fields=["written", "read"], on="click", empty=False)
    shade = alt.Color("digits:Q", scale=alt.Scale(range=WRONG, domain=[1, max(2, int(mistakes.max()))]), legend=None)
    base = alt.Chart(_data(values)).encode(
        x=alt.X("read:O", title="read as", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("written:O", title="written"),
        tooltip=["written:O", "read:O", "digits:Q"],
    )
    boxes = (
        base.mark_rect(strokeWidth=2)
        .encode(
            color=alt.condition("datum.right", alt.value(RIGHT), shade),
            stroke=alt.condition(cell, alt.value("#000000"), alt.value("transparent")),
        )
        .add_params(cell)
    )
    numbers = base.mark_text(fontSize=11, color="#000000").encode(text="digits:Q")
    return alt.layer(boxes, numbers).properties(height=340)


def reliability(rows: Mapping[str, Sequence[Row]], looks: Mapping[str, Look]) -> Layers:
    """How often answers are right by how sure they are, beside the line where both are the same."""
    least = min(row[field] for found in rows.values() for row in found for field in ("confidence", "accuracy"))
    ends = [{"confidence": least, "accuracy": least}, {"confidence": 1, "accuracy": 1}]
    same = alt.Chart(_data(ends)).mark_line(color=GREY, strokeDash=[2, 4])
    same = same.encode(x="confidence:Q", y="accuracy:Q")
    return alt.layer(
        same, lines(rows, looks, ("confidence", "sure, on average"), ("accuracy", "right"), True)
    ).properties(height=340)


def coverage(rows: Mapping[str, Sequence[Row]], kept: Mapping[str, Row], looks: Mapping[str, Look]) -> Layers:
    """Accuracy by the share that is answered; a ring marks the point of each model that is ``kept``."""
    curves = lines(rows, looks, ("coverage", "answered"), ("accuracy", "of these right"), True)
    rings = _values({name: [row] for name, row in kept.items()}, looks)
    ring = alt.Chart(rings).mark_point(filled=False, size=350, strokeWidth=3, opacity=1)
    marked = ring.encode(x="coverage:Q", y="accuracy:Q", color=_colour([looks[name] for name in rows]))
    return alt.layer(curves, marked).properties(height=HEIGHT)


def shares(pairs: Sequence[Shared], looks: Mapping[str, Look]) -> Layers:
    """A bar for each two models: mistakes of only the first, of both, of only the second, with their numbers."""
    parts = {"only the first": "#56b4e9", "both": "#e69f00", "only the second": "#cc79a7"}
    values = []
    for pair in pairs:
        called = f"{_broken(looks[pair.first].title)}\nand {_broken(looks[pair.second].title)}"
        start = 0
        for part, count in zip(parts, (pair.only_first, pair.both, pair.only_second), strict=True):
            ends = {"start": start, "end": start + count, "middle": start + count / 2}
            values.append({"pair": called, "wrong": part, "digits": count, **ends})
            start += count
    base = alt.Chart(_data(values)).encode(
        y=alt.Y("pair:N", title=None, sort=None, axis=BROKEN_LABELS),
        tooltip=["pair:N", "wrong:N", "digits:Q"],
    )
    bars = base.mark_bar(stroke="#000000", strokeWidth=0.5).encode(
        x=alt.X("start:Q", title="misread digits", axis=_axis("d")),
        x2="end:Q",
        color=alt.Color(
            "wrong:N",
            scale=alt.Scale(domain=list(parts), range=list(parts.values())),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    return alt.layer(bars).properties(height=80 * len(pairs) + 60)


def _values(rows: Mapping[str, Sequence[Row]], looks: Mapping[str, Look]) -> alt.Data:
    return _data([row | {"model": looks[name].title} for name, found in rows.items() for row in found])


def _data(values: Sequence[Row]) -> alt.Data:
    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]


def _broken(title: str) -> str:
    return "\n".join(wrap(title, LETTERS)) or title


def _axis(format: str) -> alt.Axis:  # noqa: A002 - Altair's name
    return alt.Axis(format=format, tickCount=5, grid=True) if format else alt.Axis(tickCount=5, grid=True)


def _around() -> alt.Scale:
    return alt.Scale(zero=False, nice=True)


def _colour(shown: Iterable[Look]) -> alt.Color:
    found = list(shown)
    scale = alt.Scale(domain=[look.title for look in found], range=[look.colour for look in found])
    return alt.Color("model:N", scale=scale, legend=None)


def _scaled(channel: str, shown: Iterable[Look]) -> Any:
    """The dash or the mark of each model; which is which stands in words above the chart."""
    found = list(shown)
    styles: list[Any] = [list(look.dash) if channel == "strokeDash" else look.shape for look in found]
    scale = alt.Scale(domain=[look.title for look in found], range=styles)
    return (alt.StrokeDash if channel == "strokeDash" else alt.Shape)("model:N", scale=scale, legend=None)


def _tooltip(x: tuple[str, str], y: tuple[str, str], percent_x: bool) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("model:N"),
        alt.Tooltip(x[0], type="quantitative", title=x[1], format=".2%" if percent_x else "~g"),
        alt.Tooltip(y[0], type="quantitative", title=y[1], format=".2%"),
    ]
