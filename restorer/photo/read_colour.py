"""What becomes of a file's colours on entry: which profile stays, and what is converted to sRGB."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from restorer.photo.colour import readable, space, usable
from restorer.photo.header import Header


@dataclass(frozen=True, slots=True)
class Colours:
    """kept: the profile of the pixels in the store, None for sRGB. used: the profile they come through, if converted.

    converted_from: "CMYK" or "Lab" where the pixels become sRGB. warnings: what is to be said of it.
    """

    kept: bytes | None = field(default=None, repr=False)
    used: bytes | None = field(default=None, repr=False)
    converted_from: str | None = None
    warnings: tuple[str, ...] = ()


def settle(header: Header) -> Colours:
    """Decide what becomes of the colours that `header` states."""
    said = None if header.icc is None else space(header.icc)
    if header.colours in ("CMYK", "Lab"):
        return _converted(header, said)
    if header.icc is None:
        return Colours()
    if said is None or not readable(header.icc):
        return Colours(warnings=("The colour profile in the file is damaged; the colours are taken as sRGB.",))
    if said != "RGB" and not (said == "GRAY" and header.grey):
        kind = {"GRAY": "grey"}.get(said, said)
        return Colours(
            warnings=(
                f"The colour profile in the file is one for {kind} pictures, which this is not; "
                "the colours are taken as sRGB.",
            )
        )
    if not usable(header.icc):
        return Colours(
            kept=header.icc,
            warnings=("The colour profile leads to sRGB but not back: steps that work on colours will not run.",),
        )
    return Colours(kept=header.icc)


def _converted(header: Header, said: str | None) -> Colours:
    """CMYK and Lab become sRGB, through the file's profile where it has one that fits."""
    if header.colours == "Lab":
        return Colours(converted_from="Lab", warnings=("The colours were stored as Lab; they have become sRGB.",))
    if header.icc is not None and said == "CMYK" and readable(header.icc):
        sentence = "The colours were stored as CMYK; they have become sRGB through the file's own profile."
        return Colours(used=header.icc, converted_from="CMYK", warnings=(sentence,))
    sentence = "The colours were stored as CMYK without a usable profile; a common press profile made them sRGB."
    return Colours(converted_from="CMYK", warnings=(sentence,))


def plain_image(image: Any, header: Header, colours: Colours) -> Any:
    """A pyvips image of a file → grey or RGB with or without one alpha band."""
    if colours.converted_from == "CMYK":
        return _with_alpha(_cmyk_to_srgb(image[0:4], colours.used), image, 4, header)
    if colours.converted_from == "Lab":
        encoded = image[0:3].copy(interpretation=image.interpretation)
        return _with_alpha(encoded.colourspace("srgb" if header.bits == 8 else "rgb16"), image, 3, header)
    wanted = (1 if image.bands < 3 else 3) + header.alpha
    # A TIFF may have channels beside colour and alpha. Of a GIF only the decoder knows whether there is alpha.
    return image[0:wanted] if image.bands > wanted and header.format != "gif" else image


def _cmyk_to_srgb(image: Any, icc: bytes | None) -> Any:
    import pyvips

    image = image.copy(interpretation="cmyk")
    if icc is not None:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
    elif image.get_typeof("icc-profile-data"):
        image.remove("icc-profile-data")
    return image.icc_transform(
        "srgb",
        embedded=icc is not None,
        input_profile="cmyk",  # libvips' own, of a common press; used where nothing is embedded
        intent="relative",
        black_point_compensation=True,
        depth=8 if image.format == "uchar" else 16,
    )


def _with_alpha(colour: Any, image: Any, band: int, header: Header) -> Any:
    """`colour` with the alpha that stands in `band` of `image`, where there is one."""
    if not header.alpha or image.bands <= band:
        return colour
    return colour.bandjoin(image[band].cast(colour.format))
