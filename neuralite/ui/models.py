"""What each model has learnt, how it was made, and its files to take along."""

import json
from pathlib import Path

import streamlit as st

from neuralite import exchange, storage
from neuralite.storage import Model, ModelFileError
from neuralite.ui import address, compare, pictures, tables, templates
from neuralite.ui.card_words import in_words
from neuralite.ui.names import escaped, titles
from neuralite.ui.recognition import shared_recognizer

MODEL, MODEL_KEY = "model", "model-shown"


def page() -> None:
    """Show the page."""
    st.html(compare.STYLE + tables.STYLE + pictures.STYLE)
    st.header("What the models have learnt", anchor=False)
    try:
        recognizer = shared_recognizer()
    except (ModelFileError, ValueError) as error:
        st.error(escaped(str(error)))
        return
    for problem in recognizer.problems:
        st.warning(f"A model is left out: {escaped(problem)}")
    called, names = titles(recognizer), list(recognizer.models)
    address.begin_one(MODEL, MODEL_KEY, names)
    st.pills(
        "Model",
        names,
        format_func=called.__getitem__,
        key=MODEL_KEY,
        required=True,
        on_change=address.keep_one,
        args=(MODEL, MODEL_KEY, names[0]),
    )
    model = recognizer.models[st.session_state[MODEL_KEY]]
    with st.container(key=f"model-{model.name}"):
        templates.show(model.name, model.classifier)
        st.subheader("Its card", anchor=False)
        st.html(tables.table(f"The model {model.title}, in words", (), in_words(model.card), "words"))
        downloads(model, storage.models_folder())


def downloads(model: Model, folder: Path) -> None:
    """The model's files: weights, card, and the network as text."""
    st.subheader("Take it along", anchor=False)
    kinds = {
        f"{model.name}.npz": ("Weights", "NumPy arrays, named by layer: `numpy.load` reads them.", "application/zip"),
        f"{model.name}.json": ("Card", "How it was made and how good it is.", "application/json"),
    }
    with st.container(horizontal=True):
        for file, (label, words, kind) in kinds.items():
            st.download_button(
                f"{label} ({file})",
                (folder / file).read_bytes(),
                file,
                kind,
                key=f"download-{file}",
                help=words,
                on_click="ignore",
            )
        # Made when it is asked for: as text a large network is tens of megabytes.
        st.download_button(
            "Network as readable JSON",
            lambda: json.dumps(exchange.to_json(model), indent=1, allow_nan=False) + "\n",
            f"{model.name}-network.json",
            "application/json",
            key=f"download-{model.name}-network",
            help="Layers, nodes, and each node's bias and incoming weights; `neuralite import` reads it back.",
            on_click="ignore",
        )
