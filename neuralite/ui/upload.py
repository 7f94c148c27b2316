"""Upload pictures: one is shown with all that is said of it, many in a table from which one is chosen."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from neuralite.images.decoding import SUFFIXES, ImageError
from neuralite.recognizer import Recognizer
from neuralite.ui.batch import Entry, in_order, show_batch
from neuralite.ui.kept import Kept, keep
from neuralite.ui.names import escaped
from neuralite.ui.result import show_result

READ = "read-uploads"
PREFIX = "upload-"


@st.fragment
def panel(recognizer: Recognizer, shown: Recognizer) -> None:
    """The uploader, and what the models that are shown read in every file."""
    files = st.file_uploader(
        "Pictures of one digit or several",
        type=SUFFIXES,
        accept_multiple_files=True,
        help="PNG, JPEG, WebP, BMP, GIF, TIFF, HEIC or AVIF, up to 20 MB and 40 megapixels each. A photo is turned as "
        "its file says.",
        key="upload",
    )
    entries = _read_new(recognizer, files)
    if len(entries) > 1:
        entries = in_order(entries, list(shown.models))
        show_batch(shown, entries)
    if readable := [entry.result for entry in entries if isinstance(entry.result, Kept)]:
        chosen = _one_of(readable)
        st.markdown(f"**{escaped(chosen.name)}**")
        show_result(shown, chosen, PREFIX)
    elif len(entries) == 1:
        st.error(str(entries[0].result))


def _one_of(results: Sequence[Kept]) -> Kept:
    """The picture that is looked at closely."""
    if len(results) == 1:
        return results[0]
    number = st.selectbox(
        "Look closely at",
        range(len(results)),
        format_func=lambda number: f"{number + 1}. {results[number].name}",
        key=f"upload-of-{len(results)}",
    )
    return results[number or 0]


def _read_new(recognizer: Recognizer, files: Sequence[UploadedFile]) -> list[Entry]:
    """What was read in each file, or why nothing was; a file of an earlier run is not read again."""
    before: dict[str, Entry] = st.session_state.get(READ, {})
    new = sum(file.file_id not in before for file in files)
    entries: dict[str, Entry] = {}
    progress, read = st.empty(), 0
    for file in files:
        if file.file_id in before:
            entries[file.file_id] = before[file.file_id]
            continue
        if new > 1:
            progress.progress(read / new, f"Reading {file.name}: {read + 1} of {new}")
        entries[file.file_id] = _read(recognizer, file)
        read += 1
    progress.empty()
    st.session_state[READ] = entries
    return list(entries.values())


def _read(recognizer: Recognizer, file: UploadedFile) -> Entry:
    try:
        return Entry(file.name, keep(recognizer, file.name, file.getvalue, single=False))
    except ImageError as error:
        return Entry(file.name, str(error))
