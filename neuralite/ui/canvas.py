"""The canvas to draw on, with buttons of our own instead of its toolbar.

The component's toolbar can't be seen on a touch screen but still takes touches, and may wipe the drawing: it is
hidden, and Undo and Clear stand below the canvas. One of its buttons is pressed all the same, by the page: after a
stroke the component waits 200 ms before it tells of it, but by "Update the app with this drawing" it tells at once.
"""

from typing import Any, cast

import streamlit as st

SIDE = 280
# On a digit that fills two thirds of the canvas, about 2.5 of MNIST's pixels wide, as MNIST's strokes are.
BRUSH = 20
DRAWING = "drawing"

# The canvas comes into its shadow root after the root comes into the page: hence the wait for the next frame. The
# component puts the stroke into its drawing as the same event comes to it: hence the wait for the next task.
_ATTENDANT = """
const hidden = new CSSStyleSheet();
hidden.replaceSync(".dc-toolbar { display: none !important }");
const tell = ".dc-toolbar [aria-label='Update the app with this drawing']";

const roots = () =>
  [...document.querySelectorAll(".st-key-canvas *")].map((element) => element.shadowRoot).filter(Boolean);

const hide = () => {
  for (const root of roots()) {
    if (!root.adoptedStyleSheets.includes(hidden)) root.adoptedStyleSheets.push(hidden);
  }
};

let leave = () => {};

export default function () {
  leave();
  let frame = requestAnimationFrame(hide);
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(hide);
  });
  observer.observe(document.body, { childList: true, subtree: true });

  let pen = null;
  const down = (event) => {
    const canvas = roots().find((root) => event.composedPath().includes(root));
    if (canvas && event.button === 0) pen = { id: event.pointerId, canvas };
  };
  const up = (event) => {
    if (pen?.id !== event.pointerId) return;
    const { canvas } = pen;
    pen = null;
    setTimeout(() => canvas.querySelector(tell)?.click());
  };
  document.addEventListener("pointerdown", down, true);
  document.addEventListener("pointerup", up, true);
  return (leave = () => {
    observer.disconnect();
    document.removeEventListener("pointerdown", down, true);
    document.removeEventListener("pointerup", up, true);
  });
}
"""
_attendant = st.components.v2.component("neuralite_canvas_attendant", js=_ATTENDANT)


def canvas(brush: int) -> bytes | None:
    """Show the canvas; its drawing as a PNG, or None where nothing is drawn."""
    # Streamlit knows this component only while it runs: at the top, this file could not be imported without it.
    from streamlit_drawable_canvas import st_canvas

    drawing = st.session_state.setdefault(DRAWING, {"start": None, "starts": 0, "told": [], "strokes": []})
    result = st_canvas(
        stroke_width=brush,
        stroke_color="#000000",
        background_color="#ffffff",
        width=SIDE,
        height=SIDE,
        initial_drawing=drawing["start"],
        return_image_data=True,
        key="canvas",
    )
    told = (result.json_data or {}).get("objects", [])
    if told != drawing["told"]:  # else the canvas has yet to tell of an Undo or a Clear
        drawing["told"] = drawing["strokes"] = told
    return cast("bytes | None", result.image_bytes) if drawing["strokes"] else None


def attend() -> None:
    """Hide the component's toolbar, and tell of every stroke as the pen goes up.

    This shows nothing, and `draw.STYLE` takes it out of the flow: it leaves no gap.
    """
    _attendant(key="canvas-attendant")


def undo() -> None:
    """Take back the last stroke."""
    _begin_with(st.session_state[DRAWING]["strokes"][:-1])


def clear() -> None:
    """Take back all strokes."""
    _begin_with([])


def _begin_with(strokes: list[dict[str, Any]]) -> None:
    """Give the canvas these strokes in the place of its own; it answers with their picture."""
    drawing = st.session_state[DRAWING]
    drawing["strokes"] = strokes
    # The canvas takes only a start that differs from the one before: hence the count.
    drawing["starts"] += 1
    drawing["start"] = {"objects": strokes, "number": drawing["starts"]}
