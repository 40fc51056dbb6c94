"""Who restores a batch's photos where this computer does not."""

from __future__ import annotations

from typing import Protocol

from restorer.batch.trouble import Trouble


class Elsewhere(Protocol):
    """Other machines that restore photos of a batch."""

    @property
    def in_flight(self) -> int:
        """How many photos they are asked for at once."""
        ...

    def trouble(self) -> Trouble | None:
        """Why none of them can be asked now.

        Raises
        ------
        RestorerError
            they are out of reach for good.
        """
        ...
