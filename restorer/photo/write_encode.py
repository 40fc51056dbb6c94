"""Encoding: libvips compresses the pixels, the metadata go in beside them byte for byte.

libvips would rewrite EXIF through libexif, which loses maker notes and unknown tags, so it is asked for bare
files (`keep="none"`) and `containers.py` puts the blobs where each format holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import pyvips

from restorer.core.control import Control, Progress
from restorer.core.errors import Cancelled, Internal, NoRoom
from restorer.photo.containers import Blobs, jpeg_head, place_avif_exif, png_head, wrap_webp
from restorer.photo.containers_tiff import place_tiff_tags

ENCODED = 70  # percent of the way when all is written and reading back begins
# libjpeg keeps every coefficient in memory to find the best Huffman tables: 6 bytes a pixel.
_OPTIMIZE_UP_TO = 24_000_000
# AV1 at 4:4:4: effort 0 takes 1 s a megapixel, 1 three times that for 2 % less, 4 fifteen times that for 3 % less.
_UNHURRIED_UP_TO = 4_000_000
_BIG_TIFF_FROM = 3_500_000_000
_EMPTY_EXIF = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the pixels are compressed. quality: 1 to 100, of no matter where `lossless` or the format has none."""

    format: str
    bits: int
    quality: int
    lossless: bool


def encode(image: Any, encoding: Encoding, blobs: Blobs, file: IO[bytes], control: Control | None = None) -> None:
    """Write `image` with `blobs` into `file`, which is open for reading and writing and empty.

    Raises
    ------
    OSError
        the system refused (disk full …).
    Cancelled
        `control` said so.
    Internal
        the encoder failed.
    """
    watch(image, control, 0, ENCODED)
    saver = _SAVERS[encoding.format]
    target = _FileTarget(file, saver.head(blobs) if saver.head else None)
    try:
        saver.save(image, encoding, blobs, target.vips)
    except pyvips.Error as error:
        if target.error is not None:
            raise target.error from error
        if control is not None and control.cancelled:
            raise Cancelled from error
        if "out of memory" in str(error).casefold():
            raise NoRoom("There is not enough memory for writing this photo.", detail=str(error)) from error
        raise Internal("Writing the photo failed inside the encoder.", detail=str(error)) from error
    if target.error is not None:
        raise target.error
    if saver.finish is not None:
        saver.finish(file, blobs)


class _FileTarget:
    """A libvips target over a Python file: real OSErrors instead of a text, and a head that may be replaced."""

    def __init__(self, file: IO[bytes], head: Callable[[bytes], bytes | None] | None) -> None:
        self.error: OSError | None = None
        self._file = file
        self._head = head
        self._held = b""
        self.vips = pyvips.TargetCustom()
        self.vips.on_write(self._write)
        self.vips.on_end(self._end)
        if head is None:
            self.vips.on_seek(self._seek)
            self.vips.on_read(self._read)

    def _write(self, chunk: bytes) -> int:
        try:
            if self._head is None:
                return self._file.write(chunk)
            self._held += bytes(chunk)
            ready = self._head(self._held)
            if ready is not None:
                self._head, self._held = None, b""
                self._file.write(ready)
        except OSError as error:
            self.error = error
            return -1
        return len(chunk)

    def _seek(self, offset: int, whence: int) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as error:  # what was buffered is written first
            self.error = error
            return -1

    def _read(self, length: int) -> bytes:
        try:
            return self._file.read(length)
        except OSError as error:
            self.error = error
            return b""

    def _end(self) -> int:
        try:
            self._file.flush()
        except OSError as error:
            self.error = error
            return -1
        return 0


def watch(image: Any, control: Control | None, start: int, end: int) -> None:
    """While `image` is computed, tell `control` how far from `start` to `end` percent it is; stop when it says so.

    Raises
    ------
    Cancelled
        it says so already.
    """
    if control is None:
        return
    control.check()

    def told(source: Any, progress: Any) -> None:
        try:
            control.check()
        except Cancelled:  # an exception cannot pass through libvips
            source.set_kill(True)
            return
        control.report(Progress("write", start + int(progress.percent) * (end - start) // 100, 100))

    image.set_progress(True)
    image.signal_connect("eval", told)


def _save_jpeg(image: Any, encoding: Encoding, blobs: Blobs, target: Any) -> None:
    small = image.width * image.height <= _OPTIMIZE_UP_TO
    image.jpegsave_target(
        target, Q=encoding.quality, subsample_mode="off", optimize_coding=small, interlace=False, keep="none"
    )


def _save_png(image: Any, encoding: Encoding, blobs: Blobs, target: Any) -> None:
    image.pngsave_target(target, compression=4, filter="paeth", bitdepth=encoding.bits, keep="none")


def _save_tiff(image: Any, encoding: Encoding, blobs: Blobs, target: Any) -> None:
    size = image.width * image.height * image.bands * (encoding.bits // 8)
    image.tiffsave_target(
        target, compression="deflate", predictor="horizontal", bigtiff=size > _BIG_TIFF_FROM, keep="none"
    )


def _save_webp(image: Any, encoding: Encoding, blobs: Blobs, target: Any) -> None:
    image.webpsave_target(
        target,
        Q=encoding.quality,
        lossless=encoding.lossless,
        exact=True,
        smart_subsample=False,  # the other way lightens grain by up to 8 levels, and takes three times as long
        effort=2,
        alpha_q=100,
        keep="none",
    )


def _save_avif(image: Any, encoding: Encoding, blobs: Blobs, target: Any) -> None:
    # The EXIF item is made here so that its entry exists; its content is put in its place afterwards.
    image = image.copy()
    contents = {"exif": blobs.exif and _EMPTY_EXIF, "xmp": blobs.xmp, "icc": blobs.icc}
    names = {"exif": "exif-data", "xmp": "xmp-data", "icc": "icc-profile-data"}
    kept = [kind for kind, content in contents.items() if content]
    for kind in kept:
        image.set_type(pyvips.GValue.blob_type, names[kind], contents[kind])
    image.heifsave_target(
        target,
        compression="av1",
        Q=encoding.quality,
        lossless=encoding.lossless,
        bitdepth=encoding.bits,
        subsample_mode="off",
        effort=1 if image.width * image.height <= _UNHURRIED_UP_TO else 0,
        keep=":".join(kept) or "none",
    )


@dataclass(frozen=True, slots=True)
class _Saver:
    """save: compresses. head: replaces a file's beginning as it passes. finish: completes the written file."""

    save: Callable[[Any, Encoding, Blobs, Any], None]
    head: Callable[[Blobs], Callable[[bytes], bytes | None]] | None = None
    finish: Callable[[IO[bytes], Blobs], None] | None = None


_SAVERS = {
    "jpeg": _Saver(_save_jpeg, head=jpeg_head),
    "png": _Saver(_save_png, head=png_head),
    "tiff": _Saver(_save_tiff, finish=place_tiff_tags),
    "webp": _Saver(_save_webp, finish=wrap_webp),
    "avif": _Saver(_save_avif, finish=place_avif_exif),
}
