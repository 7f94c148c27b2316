"""Bytes, a path, an array or a PIL image -> an upright grey picture.

    source -> opened and judged -> turned upright -> reduced where very large -> laid on paper -> grey

Whatever is wrong with a file is said here, in words that its owner can act on; behind this file there are only
arrays. An embedded colour profile is ignored: ink and paper differ in any of them.
"""

import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, UnidentifiedImageError

Grey = npt.NDArray[np.float32]
Source: TypeAlias = "bytes | bytearray | memoryview | str | Path | npt.NDArray[Any] | Image.Image | BinaryIO"

# Pillow opens an MPO, as some phones write, by the name JPEG.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
FORMAT_WORDS = "a PNG, JPEG, WebP, BMP, GIF, TIFF, HEIC or AVIF file"
# What files of those formats are called.
SUFFIXES = (
    "png",
    "jpg",
    "jpeg",
    "jfif",
    "mpo",
    "webp",
    "bmp",
    "dib",
    "gif",
    "tif",
    "tiff",
    "heic",
    "heif",
    "hif",
    "avif",
)
MOST_BYTES = 200_000_000
MOST_PIXELS = 40_000_000
TOO_LARGE = "This picture has more than 40 megapixels: please make it smaller."
# A large picture of so many pixels a byte of its file shows nothing, or its header lies; unpacking it costs hundreds of
# megabytes all the same. Blank paper comes to a thousand in a PNG, to more only in black and white, which takes little.
MOST_PIXELS_PER_BYTE = 2_000
LARGE_PIXELS = 10_000_000
# Larger pictures are reduced by a whole number: a digit keeps hundreds of pixels, and time and memory are
# saved.
WORKING_SIDE = 1600
# So many pixels are made grey at a time.
BAND_PIXELS = 1 << 20
# How those files begin, and where: Pillow does not know a damaged one for what it is.
BEGINNINGS = {b"\x89PNG": 0, b"\xff\xd8\xff": 0, b"WEBP": 8, b"BM": 0, b"GIF8": 0, b"II*\0": 0, b"MM\0*": 0, b"ftyp": 4}
# What Pillow's decoders say of a file that stops too soon.
ENDS_EARLY = ("truncated", "end of", "eof", "not enough", "incomplete", "unexpected end", "too short")
# Modes of 32-bit whole numbers and of floats, which do not say how deep white is.
DEEP_MODES = ("I", "F")
# Less than this of the range from black to white is nothing to see.
LEAST_RANGE = 10 / 255
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


# Pillow warns of pictures far above our limit, which are refused before a pixel is read. Set once, because it is
# not safe among threads to do so around a call.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
# Nor does anybody need to hear that a picture's description is damaged, where the picture can be read.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


class ImageError(Exception):
    """A picture that can't be decoded; its words are shown to the person whose picture it is."""


@dataclass(frozen=True)
class Picture:
    """An upright grey picture ``(height, width)``, 0 black to 1 white.

    ``size`` is the (width, height) of the upright original, of which each grey pixel covers ``scale`` x
    ``scale``.
    """

    grey: Grey
    size: tuple[int, int]
    scale: int


def decode(source: Source) -> Picture:
    """Decode a picture of any kind: its first frame, upright, transparency laid on paper, grey.

    Files may be PNG, JPEG, WebP, BMP, GIF, TIFF, HEIC or AVIF, whatever they are called. An array is ``(h, w)`` or
    ``(h, w, channels)`` with one channel (grey), two (grey, alpha), three (RGB) or four (RGBA), of bool, uint8,
    uint16 or floats from 0 to 1.

    Raises ImageError for a file that is no picture, is damaged, ends early or has over 40 megapixels or 200 MB, and
    ValueError or TypeError for an array that is no picture.
    """
    if isinstance(source, np.ndarray):
        return _picture(_image_of_array(source))
    if isinstance(source, Image.Image):
        return _decode(source)
    data = _read(source)
    if not data:
        raise ImageError("This file is empty.")
    return _decode(data)


def _read(source: bytes | bytearray | memoryview | str | Path | BinaryIO) -> bytes:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if not isinstance(source, str | Path):
        if not hasattr(source, "read"):
            raise TypeError(f"a picture is bytes, a path, an array or a PIL image, not {type(source).__name__}")
        return source.read()
    path = Path(source)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ImageError(f"{path.name!r} is a folder, not a picture.")
        # A pipe or a device may never end.
        if not stat.S_ISREG(status.st_mode):
            raise ImageError(f"{path.name!r} is not a file.")
        if status.st_size > MOST_BYTES:
            raise ImageError(f"The file {path.name!r} has more than {MOST_BYTES // 10**6} MB: please make it smaller.")
        return path.read_bytes()
    except FileNotFoundError:
        raise ImageError(f"There is no file {path.name!r}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise ImageError(f"The file {path.name!r} could not be opened: {reason}.") from None


def _decode(source: bytes | Image.Image) -> Picture:
    """Run Pillow on what a stranger sent, and let nothing out but a picture or an ImageError.

    A PIL image may be a file that is still to be read.
    """
    try:
        if isinstance(source, Image.Image):
            return _picture(source)
        with _open(source) as image:
            if image.mode != "1":
                _refuse_emptiness(image.size, len(source))
            return _picture(image)
    except ImageError:
        raise
    except UnidentifiedImageError:
        known = isinstance(source, bytes) and any(source.startswith(mark, at) for mark, at in BEGINNINGS.items())
        what = "it is damaged" if known else f"it is not {FORMAT_WORDS}"
        raise ImageError(f"This file could not be read as an image: {what}.") from None
    except Image.DecompressionBombError:
        raise ImageError(TOO_LARGE) from None
    except Exception as error:  # noqa: BLE001 - on damaged files Pillow's decoders raise almost anything
        early = isinstance(error, EOFError) or any(word in str(error).lower() for word in ENDS_EARLY)
        what = "it ends early" if early else "it is damaged"
        raise ImageError(f"This file could not be read as an image: {what}.") from None


def _open(data: bytes) -> Image.Image:
    if data[4:8] == b"ftyp":
        # HEIC, the format of many phones, or AVIF; late, because the plug-in takes time to import.
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        return Image.open(BytesIO(data), formats=("HEIF", "AVIF"))
    image = Image.open(BytesIO(data), formats=FORMATS)
    # JPEG keeps grey apart from colour, which then need not be decoded; other files are left as they are.
    image.draft("L", image.size)
    return image


def _refuse_emptiness(size: tuple[int, int], data: int) -> None:
    pixels = size[0] * size[1]
    if LARGE_PIXELS < pixels <= MOST_PIXELS and pixels > MOST_PIXELS_PER_BYTE * data:
        megapixels = round(pixels / 1e6)
        raise ImageError(
            f"This file is too short for the {megapixels} megapixels that it claims: there is no digit in it."
        )


def _picture(image: Image.Image) -> Picture:
    width, height = image.size
    if width * height == 0:
        raise ImageError("This picture has no pixels.")
    if width * height > MOST_PIXELS:
        raise ImageError(TOO_LARGE)
    upright = _upright(image)
    width, height = upright.size
    scale = -(-max(width, height) // WORKING_SIDE)
    return Picture(_grey(upright, scale), (width, height), scale)


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera was held, by its EXIF orientation; damaged EXIF says nothing."""
    # Pillow turns a TIFF itself as it loads, and only then takes the orientation away.
    image.load()
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - the picture may be sound where its description is not
        orientation = None
    turn = TURNS.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _grey(image: Image.Image, scale: int) -> Grey:
    """Grey 0..1, in means of ``scale`` x ``scale`` pixels."""
    if image.mode == "La":
        image = image.convert("LA")
    if image.has_transparency_data and not image.mode.startswith("I"):
        return _laid_on_paper(image, scale)
    if image.mode in DEEP_MODES or image.mode.startswith("I;16"):
        return _deep_grey(image, scale)
    grey = np.concatenate([_eight_bits(band, scale) for band in _bands(image, scale)])
    grey /= 255
    return grey


def _bands(image: Image.Image, scale: int) -> Iterator[Image.Image]:
    """The picture in bands of whole blocks: what is made of it on the way to grey never fills the memory."""
    width, height = image.size
    rows = scale * max(1, BAND_PIXELS // (width * scale))
    for top in range(0, height, rows):
        yield image.crop((0, top, width, min(top + rows, height)))


def _eight_bits(band: Image.Image, scale: int) -> Grey:
    """Grey 0..255 of an opaque band."""
    if band.mode == "LAB":
        return _floats(band.getchannel("L"), scale)
    if band.mode not in ("L", "RGB"):
        band = band.convert("L" if band.mode == "1" else "RGB")
    return _floats(band.convert("L"), scale)


def _deep_grey(image: Image.Image, scale: int) -> Grey:
    """Grey 0..1 of a picture of more than eight bits, whose white is what its deepest value suggests."""
    deepest = 0.0
    for band in _bands(image, scale):
        values = np.asarray(band, dtype=np.float32)
        if not np.isfinite(values).all():
            raise ImageError("This file could not be read as an image: it is damaged.")
        deepest = max(deepest, float(values.max()))
    full = 65535.0
    if image.mode in DEEP_MODES:
        full = next((full for full in (1.0, 255.0, 65535.0) if deepest <= full), deepest)
    shares = ((np.asarray(band, dtype=np.float32) / np.float32(full)).clip(0, 1) for band in _bands(image, scale))
    return np.concatenate([_floats(Image.fromarray(share), scale) for share in shares])


def _floats(image: Image.Image, scale: int) -> Grey:
    return np.asarray(image.reduce(scale) if scale > 1 else image, dtype=np.float32)


def _laid_on_paper(image: Image.Image, scale: int) -> Grey:
    """A transparent picture on white paper, or on black where on white nothing would be seen."""
    parts = [_ink_and_clear(band, scale) for band in _bands(image, scale)]
    ink, clear = (np.concatenate(part) / np.float32(255) for part in zip(*parts, strict=True))
    on_white = (ink + clear).clip(0, 1)
    return np.asarray(ink if np.ptp(on_white) < LEAST_RANGE < np.ptp(ink) else on_white, dtype=np.float32)


def _ink_and_clear(band: Image.Image, scale: int) -> tuple[Grey, Grey]:
    """What a transparent band shows on black, and how transparent it is, both 0..255."""
    # Colour times alpha first: what lies under a transparent pixel must not bleed into its neighbours.
    premultiplied = band.convert("RGBA").convert("RGBa")
    if scale > 1:
        premultiplied = premultiplied.reduce(scale)
    red, green, blue, alpha = premultiplied.split()
    return _floats(Image.merge("RGB", (red, green, blue)).convert("L"), 1), 255 - _floats(alpha, 1)


def _image_of_array(array: npt.NDArray[Any]) -> Image.Image:
    """A PIL image with a copy of the array's pixels."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim != 2 and not (array.ndim == 3 and array.shape[2] in (2, 3, 4)):
        raise ValueError(f"a picture has the shape (h, w) or (h, w, 1 to 4), not {array.shape}")
    if not array.size:
        raise ImageError("This picture has no pixels.")
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * np.uint8(255)
    elif np.issubdtype(array.dtype, np.floating):
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise ValueError("a picture of floats has values from 0 to 1")
        if array.ndim == 2:
            return Image.fromarray(array.astype(np.float32))
        array = np.floor(array * 255 + 0.5).astype(np.uint8)
    elif np.issubdtype(array.dtype, np.uint16):
        if array.ndim == 2:
            return Image.fromarray(array.astype(np.uint16))
        array = (array >> 8).astype(np.uint8)
    elif array.dtype != np.uint8:
        raise TypeError(f"a picture is bool, uint8, uint16 or floats, not {array.dtype}")
    return Image.fromarray(np.ascontiguousarray(array))
