"""What there is to tell a person about weights: the catalogue's facts and the model card beside the file."""

from __future__ import annotations

from pathlib import Path

from restorer.core.errors import WeightsFailed
from restorer.weights.catalogue import WeightsEntry
from restorer.weights.own import Weights

CARDS = "cards"


def card_path(entry: WeightsEntry, folder: Path) -> Path:
    """Where the model card of an entry of the catalogue in `folder` lies."""
    return folder / CARDS / f"{entry.id}.md"


def card_text(weights: Weights) -> str:
    """The model card (Markdown) of weights; where nobody wrote one, the facts that are known, as one.

    Raises
    ------
    WeightsFailed
        the card is there but cannot be read.
    """
    if weights.entry is not None:
        path = card_path(weights.entry, weights.path.parent)
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            pass  # nobody wrote one: the facts serve
        except (OSError, UnicodeDecodeError) as error:
            raise WeightsFailed(
                f"The model card of “{weights.id}” cannot be read.", detail=f"{path}: {error!r}"
            ) from error
    lines = [f"# {weights.title}", ""]
    lines += [f"- {name}: {value}" for name, value in facts_of(weights).items()]
    return "\n".join(lines) + "\n"


def facts_of(weights: Weights) -> dict[str, str]:
    """The facts of weights by name, in the order they should be shown."""
    facts = {"id": weights.id, "file": weights.path.name, "belongs to": "you" if weights.own else "Restorer"}
    entry = weights.entry
    if entry is None:
        return {**facts, "network": "told by the file's content when it is loaded"}
    facts |= {"operation": entry.operation, "network": _network(entry)}
    if entry.scale != 1:
        facts["enlarges"] = f"× {entry.scale}"
    if entry.end is not None:
        other = f", goes with “{entry.pair}”" if entry.pair else ", has no other end"
        facts["detail slider"] = f"{entry.end} end{other}"
    facts |= {"licence": entry.licence, "SHA-256": entry.sha256}
    if entry.tflop_per_megapixel:
        facts["cost"] = f"{entry.tflop_per_megapixel:.2f} TFLOP per megapixel of input"
    for photos in entry.photos:
        facts[f"trained on {photos.source}"] = f"{photos.photos:,} photos; {photos.terms}"
    for name, value in entry.quality.items():
        facts[name] = f"{value:g}"
    return facts


def _network(entry: WeightsEntry) -> str:
    arguments = ", ".join(f"{name} {value}" for name, value in entry.arguments.items())
    return f"{entry.architecture} ({arguments})" if arguments else entry.architecture
