"""The one recognizer that all sessions share, until the models' files change."""

import os
from pathlib import Path

import streamlit as st
from threadpoolctl import threadpool_limits

from neuralite import rejection, storage
from neuralite.custom_layers import layer_classes
from neuralite.recognizer import Recognizer


def shared_recognizer() -> Recognizer:
    """Every model of the models' folder as its files are now. Raises ModelFileError where there is none."""
    folder = storage.models_folder()
    return _recognizer(str(folder), files(folder))


@st.cache_resource(show_spinner=False, max_entries=1)
def _recognizer(folder: str, files: str) -> Recognizer:
    """The models of a folder, loaded again only where its files are others than before."""
    del files
    # The matrices of a reading are small: more threads would only fight over the cores with other visitors'.
    threadpool_limits(1)
    return Recognizer(models_dir=folder, layers=layer_classes())


def files(folder: Path) -> str:
    """The models' files in a folder, each with the time of its last change; none where there is no folder."""
    return "\n".join(_files(folder) + _files(folder / rejection.FOLDER))


def _files(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as found:
            models = [file for file in found if file.name.endswith((".npz", ".json"))]
            return sorted(f"{file.name} {file.stat().st_mtime_ns}" for file in models)
    except OSError:
        return []
