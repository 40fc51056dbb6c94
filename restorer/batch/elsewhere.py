"""Who restores a batch's photos where this computer does not."""

from __future__ import annotations

from typing import Protocol

from restorer.batch.trouble import Trouble
from restorer.jobs.job import Failure


class Elsewhere(Protocol):
    """Other machines that restore photos of a batch."""

    @property
    def in_flight(self) -> int:
        """How many photos they are asked for at once, now."""
        ...

    def trouble(self, failure: Failure) -> Trouble | None:
        """Whether what a photo failed of is theirs, and not the photo's: it is tried again when that is over.

        Raises
        ------
        RestorerError
            they are out of reach for good.
        """
        ...
