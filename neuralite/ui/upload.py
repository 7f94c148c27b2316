"""Upload pictures, and read each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.runtime.uploaded_file_manager import UploadedFile

from neuralite.images.decoding import SUFFIXES, Grey, ImageError
from neuralite.recognizer import DigitReading, Recognizer
from neuralite.ui.answers import show_answers, show_nothing
from neuralite.ui.names import escaped

READ = "read-uploads"
PREVIEW_SIDE = 600
SMALL_WIDTH = 200


@dataclass(frozen=True)
class ReadUpload:
    """What a session keeps of a file: little, because a Reading holds the picture at its working size."""

    preview: Image.Image
    digits: tuple[DigitReading, ...]
    reason: str | None
    warnings: tuple[str, ...]


@st.fragment
def panel(recognizer: Recognizer, shown: Recognizer) -> None:
    """The uploader, and to every file the answers of the models that are shown."""
    files = st.file_uploader(
        "Pictures of digits",
        type=SUFFIXES,
        accept_multiple_files=True,
        help="PNG, JPEG, WebP, BMP, GIF, TIFF, HEIC or AVIF, up to 20 MB and 40 megapixels each.",
        key="upload",
    )
    for number, (file, result) in enumerate(zip(files, _read_new(recognizer, files), strict=True)):
        with st.container(border=True):
            st.markdown(f"**{escaped(file.name)}**")
            if isinstance(result, str):
                st.error(result)
            else:
                _show(shown, result, f"upload-{number}-")


def _read_new(recognizer: Recognizer, files: Sequence[UploadedFile]) -> list[ReadUpload | str]:
    """What was read in each file, or why nothing was; a file of an earlier run is not read again."""
    before: dict[str, ReadUpload | str] = st.session_state.get(READ, {})
    results: dict[str, ReadUpload | str] = {}
    for file in files:
        results[file.file_id] = before[file.file_id] if file.file_id in before else _read(recognizer, file)
    st.session_state[READ] = results
    return list(results.values())


def _read(recognizer: Recognizer, file: UploadedFile) -> ReadUpload | str:
    try:
        reading = recognizer.read(file.getvalue())
    except ImageError as error:
        return str(error)
    return ReadUpload(preview(reading.picture.grey), reading.digits, reading.reason, reading.warnings)


def preview(grey: Grey) -> Image.Image:
    """The picture in 8 bits, no larger than the page shows it."""
    image = Image.fromarray((grey * 255 + 0.5).astype(np.uint8))
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return image


def _show(recognizer: Recognizer, upload: ReadUpload, prefix: str) -> None:
    left, right = st.columns([300, 620], gap="medium")
    with left:
        width: Literal["stretch"] | int = "stretch" if upload.preview.width > SMALL_WIDTH else SMALL_WIDTH
        st.image(upload.preview, caption="The picture, upright and grey", width=width)
    with right:
        if upload.digits:
            show_answers(recognizer, upload.digits, upload.warnings, prefix)
        else:
            show_nothing(recognizer, upload.reason, prefix)
