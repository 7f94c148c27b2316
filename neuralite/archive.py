"""An archive of arrays (npz) from anywhere: what it says of them first, then their numbers; never a pickle.

    bytes -> headers -> are these the arrays that are wanted? -> arrays

A few bytes can unpack to more than memory holds, so nothing is unpacked before its header has been believed.
"""

import math
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

import numpy as np

from neuralite.nn.arrays import Array


class Announced(Protocol):
    """What is known of an array before its numbers are read; an array itself will do."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many numbers it has along each axis."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its numbers."""


@dataclass(frozen=True)
class Header:
    """The first bytes of an array in an archive."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


def headers(data: bytes) -> dict[str, Header]:
    """What an archive says of its arrays, by name.

    Raises ValueError where it is no archive, or where an array does not take just the bytes that its header says.
    """
    if not zipfile.is_zipfile(BytesIO(data)):
        raise ValueError("it ends early or is no archive of arrays")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {info.filename.removesuffix(".npy"): _header(archive, info) for info in archive.infolist()}
    except Exception as error:
        # On damaged archives `zipfile` and `zlib` raise almost anything.
        raise ValueError(str(error)) from error


def _header(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Header:
    with archive.open(info) as member:
        try:
            version = np.lib.format.read_magic(member)
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, dtype = read(member)
        except ValueError as error:
            raise ValueError(f"{info.filename} is no array ({error})") from None
        if dtype.hasobject:
            raise ValueError(f"{info.filename} is a pickle, not numbers")
        if info.file_size - member.tell() != math.prod(shape) * dtype.itemsize:
            raise ValueError(f"{info.filename} is not as long as its shape {shape} says")
    return Header(shape, dtype)


def arrays(data: bytes) -> dict[str, Array]:
    """All arrays of an archive, by name. Raises ValueError where one can't be unpacked."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            return {key: np.asarray(archive[key]) for key in archive.files}
    except Exception as error:
        raise ValueError(str(error)) from error
