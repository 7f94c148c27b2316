"""Pictures of a person's own handwriting under their true labels, and how often each model was right about them.

picture, what every model read, label -> Collection -> score, zip with a folder a label
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO

NO_DIGIT = "none"


class CollectionFullError(Exception):
    """There is no room for another picture; the words are for its owner."""


@dataclass(frozen=True)
class Filed:
    """One picture with its label, and what each model read in it; ``?`` or nothing where it refused."""

    data: bytes
    suffix: str
    label: str
    text: Mapping[str, str]

    def right(self, model: str) -> bool:
        """Whether a model read the label, or, where there is no digit, none."""
        read = self.text[model]
        return not read.strip("?") if self.label == NO_DIGIT else read == self.label


@dataclass
class Collection:
    """Labelled pictures in the order in which they were filed, at most ``most_bytes`` of them."""

    most_bytes: int = 50_000_000
    _filed: dict[str, Filed] = field(default_factory=dict)

    def file(self, picture: Filed) -> None:
        """Add a picture; one that is there already gets the new label. Raises CollectionFullError, ValueError.

        A label is digits, or `NO_DIGIT`.
        """
        if picture.label != NO_DIGIT and not (picture.label.isascii() and picture.label.isdigit()):
            raise ValueError(f"a label is digits or {NO_DIGIT!r}, not {picture.label!r}")
        others = sum(len(filed.data) for key, filed in self._filed.items() if key != _key(picture.data))
        if others + len(picture.data) > self.most_bytes:
            raise CollectionFullError("There is no room for more pictures: download them, then begin anew.")
        self._filed[_key(picture.data)] = picture

    def forget(self, data: bytes) -> None:
        """Take a picture out again."""
        self._filed.pop(_key(data), None)

    def label(self, data: bytes) -> str | None:
        """Under what a picture was filed."""
        filed = self._filed.get(_key(data))
        return filed.label if filed else None

    def __len__(self) -> int:
        return len(self._filed)

    def score(self, model: str) -> tuple[int, int]:
        """How many pictures a model read right, of how many that it was asked about."""
        asked = [filed.right(model) for filed in self._filed.values() if model in filed.text]
        return sum(asked), len(asked)

    def as_zip(self) -> bytes:
        """All pictures as ``LABEL/NUMBER.SUFFIX``, as ``neuralite evaluate`` takes them."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, filed in enumerate(self._filed.values(), 1):
                archive.writestr(f"{filed.label}/{number:03}.{filed.suffix}", filed.data)
        return buffer.getvalue()


def _key(data: bytes) -> str:
    return sha256(data).hexdigest()
