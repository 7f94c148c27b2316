"""Test digits that were misread, as pictures where MNIST is at hand, and a button that fetches it where it is not."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from neuralite import mnist
from neuralite.comparison import Mistake
from neuralite.mnist import DatasetError, Images, Labels
from neuralite.ui.names import escaped
from neuralite.ui.pictures import gallery

SIDE = 84
AT_ONCE = 48
FETCH_KEY = "fetch-mnist"


class Bar:
    """A download on the page, as `mnist.fetch` drives it."""

    def __init__(self, name: str) -> None:
        self.total, self._come, self._name = 0, 0, name
        self._shown = st.progress(0.0, name)

    def update(self, size: int) -> None:
        """So many bytes have come."""
        self._come += size
        self._shown.progress(min(1.0, self._come / max(self.total, 1)), f"{self._name}: {self._come / 1e6:.1f} MB")

    def reset(self) -> None:
        """All bytes told so far do not count."""
        self._come = 0

    def close(self) -> None:
        """The download is over."""
        self._shown.empty()


def show_digits(mistakes: Sequence[Mistake], key: str) -> None:
    """The digits as pictures, some at first and more on request; without MNIST, their numbers and a button."""
    if not mistakes:
        return
    digits = test_digits()
    if digits is None:
        numbers = ", ".join(str(mistake.number) for mistake in mistakes[:AT_ONCE])
        more = f" and {len(mistakes) - AT_ONCE:,} more" if len(mistakes) > AT_ONCE else ""
        st.markdown(f"Their numbers in MNIST's test set: {numbers}{more}.")
        _offer_mnist(key)
        return
    shown_key = f"shown-{key}"
    shown = st.session_state.setdefault(shown_key, AT_ONCE)
    st.html(gallery((_picture(mistake, *digits) for mistake in mistakes[:shown]), SIDE))
    if shown < len(mistakes):
        st.button(
            f"Show {min(AT_ONCE, len(mistakes) - shown)} more of {len(mistakes):,}",
            key=f"more-{key}",
            on_click=st.session_state.__setitem__,
            args=(shown_key, shown + AT_ONCE),
        )


def _picture(mistake: Mistake, images: Images, labels: Labels) -> tuple[Images, str, str]:
    """The pixels of a digit, dark on light as it was written, its caption, and both in words."""
    if mistake.number >= len(labels):
        return images[0] * 0, f"no. {mistake.number}", "This digit is not in MNIST's test set."
    label = int(labels[mistake.number])
    read = "" if mistake.reading is None else f"\nread {mistake.reading}"
    words = f"Digit {mistake.number} of the test set, a {label}{read.replace(chr(10), ', ')}."
    return 255 - images[mistake.number], f"a {label}{read}", words


def test_digits() -> tuple[Images, Labels] | None:
    """MNIST's test digits and their labels, or None where they are not at hand."""
    folder = mnist.data_folder()
    if not any((folder / name).is_file() for name in _names()):
        return None
    try:
        return _load(str(folder))
    except DatasetError as error:
        st.warning(escaped(str(error)))
        return None


def _names() -> tuple[str, str]:
    return mnist.TEST_IMAGES.name, mnist.TEST_IMAGES.name.removesuffix(".gz")


@st.cache_resource(show_spinner=False, max_entries=1)
def _load(folder: str) -> tuple[Images, Labels]:
    return mnist.load_test(Path(folder))


def _offer_mnist(key: str) -> None:
    """A button that fetches MNIST into the data folder; what goes wrong is said below it."""
    if st.button("Fetch MNIST (11 MB)", key=f"{FETCH_KEY}-{key}", help="To see these digits. It is fetched once."):
        try:
            mnist.fetch(mnist.data_folder(), progress=Bar)
        except DatasetError as error:
            st.error(escaped(str(error)).replace("\n", "  \n"))
            return
        st.rerun()
