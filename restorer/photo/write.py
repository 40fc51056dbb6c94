"""`write_photo`: from a photo in a store to a file that is whole, checked and in its place, or not there at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyvips

from restorer.core.control import Control
from restorer.core.errors import BadRequest
from restorer.core.files import file_error, partial_beside, place, same_file
from restorer.core.geometry import Size
from restorer.photo.colour import GREY_PROFILE_LEFT
from restorer.photo.formats import WRITABLE, Format, by_suffix, format_of, same_as_source
from restorer.photo.metadata import Wanted, prepared
from restorer.photo.photo import Photo, SourceFacts
from restorer.photo.provenance import Provenance
from restorer.photo.verify_written import verify
from restorer.photo.write_encode import Encoding, encode
from restorer.photo.write_pixels import PixelPlan, converts, image_of, plan_pixels, srgb_profile

__all__ = [
    "Provenance",
    "SaveOptions",
    "Saved",
    "check_target",
    "copy_unchanged",
    "format_for",
    "may_copy",
    "what_is_lost",
    "write_photo",
]


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """How a photo is to be saved.

    format: id of a format, None: the one that the target's suffix stands for, else the source's (or its nearest).
    bits: 8 or 16 per channel, None: the source's. quality: 1 to 100, None: at least the source's; 100 makes WebP
    and AVIF lossless. keep_metadata: EXIF, XMP and IPTC. keep_location: places in them.
    profile: "keep" the photo's own, or "srgb": its colours are brought to sRGB. label: a line of text that is
    written into the lower right corner, empty for none.
    """

    format: str | None = None
    bits: int | None = None
    quality: int | None = None
    keep_metadata: bool = True
    keep_location: bool = True
    profile: str = "keep"
    label: str = ""

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in {one.id for one in WRITABLE}:
            names = ", ".join(one.id for one in WRITABLE)
            raise BadRequest(f"“{self.format}” is not a format that can be written. Choose one of {names}.")
        if self.bits not in (None, 8, 16):
            raise BadRequest(f"A photo is saved with 8 or 16 bits per colour, not {self.bits}.")
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise BadRequest(f"The quality must lie between 1 and 100, not {self.quality}.")
        if self.profile not in ("keep", "srgb"):
            raise BadRequest(f"The profile is to “keep”, or “srgb”, not “{self.profile}”.")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written. bits: per channel in the file. warnings: sentences: what did not come along. sha256: hex."""

    path: Path
    size_bytes: int
    format: str
    bits: int
    warnings: tuple[str, ...]
    sha256: str


def format_for(target: Path, options: SaveOptions, facts: SourceFacts) -> Format:
    """The format that `target` will have.

    Raises
    ------
    BadRequest
        the suffix is that of a format which is only read.
    """
    if options.format is not None:
        return format_of(options.format)
    named = by_suffix(target.suffix)
    if named is None:
        return format_of(same_as_source(facts))
    if not named.can_write:
        nearest = format_of(same_as_source(facts))
        raise BadRequest(
            f"{named.title} files are read but not written. Save “{target.stem}” as {nearest.title} "
            f"(“{target.stem}{nearest.suffixes[0]}”) or in another format."
        )
    return named


def check_target(size: Size, target: Path, options: SaveOptions, facts: SourceFacts) -> Format:
    """Whether a picture of `size` can be saved as asked, told before any work; the format it will have.

    Raises
    ------
    BadRequest
        the format is not written, or not that large.
    """
    chosen = format_for(target, options, facts)
    if size.long_side > chosen.max_side:
        raise BadRequest(
            f"The picture will be {size} pixels, and {chosen.title} files can have {chosen.max_side:,} a side at most. "
            "Choose PNG or TIFF, or a smaller size."
        )
    return chosen


def encoding_for(
    facts: SourceFacts, chosen: Format, options: SaveOptions, *, source: Path | None
) -> tuple[Encoding, int]:
    """How it is compressed, and the depth asked for (8 or 16)."""
    bits = options.bits or facts.bits
    bits = bits if bits in chosen.bits else max(chosen.bits)
    quality = options.quality or chosen.default_quality
    if options.quality is None and chosen.id == "jpeg":
        quality = max(quality, facts.jpeg_quality or 0)
    lossless = chosen.lossless or (quality == 100 and chosen.id in ("webp", "avif"))
    if options.quality is None and chosen.id == "webp" and source is not None and facts.format == "webp":
        lossless = lossless or _is_lossless_webp(source)
    return Encoding(chosen.id, bits if bits == 8 else chosen.depth_held, quality, lossless), bits


def _is_lossless_webp(source: Path) -> bool:
    """Whether a WebP file says VP8L in its first bytes, where the bare format has it."""
    try:
        with source.open("rb") as file:
            return b"VP8L" in file.read(4096)
    except OSError:
        return False


def what_is_lost(facts: SourceFacts, size: Size, target: Path, options: SaveOptions) -> tuple[str, ...]:
    """A sentence for each thing that a file of this kind will not hold, for showing before it is saved.

    Raises
    ------
    BadRequest
        as `check_target`.
    """
    chosen = check_target(size, target, options, facts)
    wanted = Wanted(options.keep_metadata, options.keep_location)
    icc = srgb_profile() if options.profile == "srgb" and converts(facts.icc) else facts.icc
    _, lost = prepared(facts, icc, chosen, size, wanted, None)
    alpha = facts.alpha and not chosen.alpha
    return (*_format_losses(facts, chosen, options, flattened=alpha), *lost)


def _format_losses(facts: SourceFacts, chosen: Format, options: SaveOptions, *, flattened: bool) -> list[str]:
    said = []
    asked = options.bits or facts.bits
    if asked == 16 and 16 not in chosen.bits:
        said.append(f"{chosen.title} holds 8 bits per colour; the finer steps of 16 are rounded.")
    elif asked == 16 and chosen.depth_held < 16:
        said.append(f"{chosen.title} is written with {chosen.depth_held} bits per colour; finer steps are rounded.")
    elif asked == 8 and facts.bits == 16:
        said.append("The 16 bits per colour of the source are narrowed to 8.")
    if flattened:
        said.append(f"{chosen.title} has no transparency: the picture is laid on white.")
    if options.profile == "srgb" and converts(facts.icc):
        said.append("The colours are converted to sRGB; those that it cannot show become the nearest ones.")
    if facts.content_credentials:
        said.append("The source carries Content Credentials (C2PA). They vouch for the original only and are left out.")
    return said


def write_photo(
    photo: Photo,
    target: Path,
    options: SaveOptions,
    provenance: Provenance | None,
    *,
    source: Path | None,
    overwrite: bool,
    control: Control | None = None,
) -> Saved:
    """Write `photo` into `target`, read it back, compare, and only then put it in its place.

    source: the file that the photo came from; it is recognised by identity and never written to.

    Raises
    ------
    BadRequest
        the target is the source, exists without `overwrite`, cannot be written to, or its format cannot hold the
        picture.
    NoRoom
        the disk is full.
    Internal
        what was read back is not what was written.
    Cancelled
        `control` said so. Whatever is raised, no partial file is left and an old target is as it was.
    """
    chosen = check_target(photo.size, target, options, photo.facts)
    _check_place(target, source, overwrite=overwrite)
    pyvips.cache_set_max(0)  # a cached operation would hold the store's file open
    encoding, bits = encoding_for(photo.facts, chosen, options, source=source)
    plan = plan_for(photo, chosen, encoding, bits, options)
    wanted = Wanted(options.keep_metadata, options.keep_location)
    blobs, lost = prepared(photo.facts, plan.icc, chosen, photo.size, wanted, provenance)
    try:
        with partial_beside(target) as partial:
            with partial.open("xb+") as file:
                encode(image_of(photo.store, plan), encoding, blobs, file, control)
                file.flush()
                os.fsync(file.fileno())
                digest = verify(file, image_of(photo.store, plan), encoding, blobs, control)
            length = partial.stat().st_size
            _put(partial, target, source, overwrite=overwrite)
    except OSError as error:
        raise file_error(error, target, "saving") from error
    said = _format_losses(photo.facts, chosen, options, flattened=plan.flatten)
    return Saved(target, length, chosen.id, encoding.bits, (*said, *_profile_said(photo, plan, options), *lost), digest)


def plan_for(photo: Photo, chosen: Format, encoding: Encoding, bits: int, options: SaveOptions) -> PixelPlan:
    """What the file's pixels will be when it is saved so; bits: as `encoding_for` says."""
    srgb = options.profile == "srgb"
    return plan_pixels(photo, chosen, bits, lossless=encoding.lossless, to_srgb=srgb, label=options.label)


def _profile_said(photo: Photo, plan: PixelPlan, options: SaveOptions) -> tuple[str, ...]:
    if plan.tone is not None and options.profile == "keep":
        return (GREY_PROFILE_LEFT,)
    if photo.facts.icc is not None and plan.icc is None:
        return ("The source's colour profile does not fit its pixels and is left out.",)
    return ()


def _check_place(target: Path, source: Path | None, *, overwrite: bool) -> None:
    if source is not None and same_file(source, target):
        raise BadRequest(
            f"“{target.name}” is the original itself, which is never written over. Choose another name or folder."
        )
    if target.is_dir():
        raise BadRequest(f"“{target}” is a folder. Give the new file a name.")
    if not target.parent.is_dir():
        raise BadRequest(f"The folder “{target.parent}” is not there.")
    if not overwrite and os.path.lexists(target):
        raise BadRequest(f"“{target.name}” exists already. Allow overwriting, or choose another name.")


def _put(partial: Path, target: Path, source: Path | None, *, overwrite: bool) -> None:
    """`place`, after a last look whether the target has become the source meanwhile."""
    _check_place(target, source, overwrite=overwrite)
    try:
        place(partial, target, overwrite=overwrite)
    except FileExistsError as error:
        raise BadRequest(
            f"“{target.name}” exists already. Allow overwriting, or choose another name.", detail=repr(error)
        ) from error


def may_copy(facts: SourceFacts, target: Path, options: SaveOptions) -> bool:
    """Whether saving a photo that no step changed as asked gives what the source holds: then it is to be copied."""
    chosen = format_for(target, options, facts)
    return (
        chosen.id == facts.format
        and options.bits in (None, facts.bits)
        and options.quality is None
        and options.keep_metadata
        and options.keep_location
        and not options.label
        and not (options.profile == "srgb" and converts(facts.icc))
    )


def copy_unchanged(source: Path, target: Path, facts: SourceFacts, *, overwrite: bool) -> Saved:
    """Copy the file byte for byte, checked by its SHA-256.

    Raises
    ------
    BadRequest, NoRoom
        as `write_photo`; also when the source is no longer the file that `facts` were read from.
    """
    _check_place(target, source, overwrite=overwrite)
    try:
        with partial_beside(target) as partial:
            with source.open("rb") as original, partial.open("xb+") as copy:
                shutil.copyfileobj(original, copy, 1 << 20)
                copy.flush()
                copy.seek(0)
                digest = hashlib.file_digest(copy, "sha256").hexdigest()
            if digest != facts.sha256:
                raise BadRequest(f"“{source.name}” was changed by another program meanwhile. Open it again.")
            _put(partial, target, source, overwrite=overwrite)
    except OSError as error:
        raise file_error(error, target, "saving") from error
    return Saved(target, facts.size_bytes, facts.format, facts.bits, (), digest)
