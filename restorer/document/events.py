"""What a document tells those who listen, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from restorer.core.errors import RestorerError


@dataclass(frozen=True, slots=True)
class PhotoArrived:
    """The pixels are there."""


@dataclass(frozen=True, slots=True)
class AnalysisArrived:
    """The photo has been measured; a proposal is there."""


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """Another recipe is the present one, or the list of changes is another."""


@dataclass(frozen=True, slots=True)
class ResultArrived:
    """A recipe has been carried out. digest: of that recipe, which need not be the present one any more."""

    digest: str


@dataclass(frozen=True, slots=True)
class ResultsChanged:
    """Other results count than before: they are made in another way now, or one was given up."""


@dataclass(frozen=True, slots=True)
class CleanChanged:
    """The document became clean (everything is saved) or ceased to be."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something about this photo went wrong. doing: what (“opening”, “restoring”, “saving”)."""

    doing: str
    error: RestorerError


Event = PhotoArrived | AnalysisArrived | HistoryChanged | ResultArrived | ResultsChanged | CleanChanged | Failed
