"""`weights/catalogue.json`: which weights there are, and what is known of each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from restorer.core.errors import BadRequest, WeightsFailed
from restorer.core.files import shipped_weights, write_whole

CATALOGUE = "catalogue.json"


class PhotoTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One source of training photos and the terms it came under."""

    source: str
    photos: int
    terms: str


class WeightsEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One weights file.

    id: as `--weights OPERATION=ID` names it, for example "denoise-unet-1".
    file: relative to the catalogue's folder (absolute for the person's own).
    operation: "denoise", "colorize", "upscale" or "estimate" (the noise estimator).
    architecture: our network's name ("denoise-unet", "compact", "colorize-unet", "noise-estimator"),
        or "spandrel" for what is recognised from its state dict.
    arguments: of the network's constructor.
    scale: output px per input px.
    end: for upscale, which end of the detail slider: "faithful" or "detailed".
    pair: for upscale, id of the weights at the slider's other end, None where there is only this end.
    default: used when nobody names weights (one per operation, scale and end).
    quality: measured figures by name, for example {"CBSD68 sigma 25 PSNR dB": 30.7}.
    tflop_per_megapixel: of input.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.\-]*$")]
    title: str
    file: str
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    operation: Literal["denoise", "colorize", "upscale", "estimate"]
    architecture: str
    arguments: dict[str, int | float | bool | str | list[int]] = {}
    scale: int = 1
    end: Literal["faithful", "detailed"] | None = None
    pair: str | None = None
    default: bool = False
    licence: str
    photos: tuple[PhotoTerms, ...] = ()
    quality: dict[str, float] = {}
    tflop_per_megapixel: float = 0.0


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All weights of one folder."""

    version: Literal[1] = 1
    weights: tuple[WeightsEntry, ...] = ()

    def find(self, name: str) -> WeightsEntry:
        """The entry with the id `name`.

        Raises
        ------
        BadRequest
            there is none; the sentence names those there are.
        """
        for entry in self.weights:
            if entry.id == name:
                return entry
        known = ", ".join(entry.id for entry in self.weights) or "none"
        raise BadRequest(f"There are no weights “{name}”. Known are: {known}.", detail=f"weights id {name!r}")

    def of(self, operation: str) -> tuple[WeightsEntry, ...]:
        """The entries for an operation, default ones first."""
        return tuple(sorted((e for e in self.weights if e.operation == operation), key=lambda e: not e.default))

    def with_entry(self, entry: WeightsEntry) -> Catalogue:
        """A catalogue in which `entry` replaces what had its id, or is added."""
        others = tuple(e for e in self.weights if e.id != entry.id)
        return Catalogue(weights=tuple(sorted((*others, entry), key=lambda e: e.id)))


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of `folder`, of the shipped weights by default; an empty one where there is no file.

    Raises
    ------
    WeightsFailed
        it cannot be read.
    """
    path = (folder or shipped_weights()) / CATALOGUE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Catalogue)
    except FileNotFoundError:
        return Catalogue()
    except (OSError, msgspec.DecodeError) as error:
        raise WeightsFailed(
            f"The list of weights “{path.name}” cannot be read. Install Restorer again.", detail=f"{path}: {error}"
        ) from error


def save_catalogue(catalogue: Catalogue, folder: Path) -> None:
    """Write the catalogue of `folder`, whole or not at all.

    Raises
    ------
    msgspec.ValidationError
        an entry breaks the rules, so that it could not be read again.
    """
    plain = msgspec.to_builtins(catalogue)
    msgspec.convert(plain, Catalogue)
    text = json.dumps(plain, indent=1, ensure_ascii=False)
    write_whole(folder / CATALOGUE, text.encode("utf-8") + b"\n")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
