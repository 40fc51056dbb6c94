"""What stays warm between the restorations of one process."""

from __future__ import annotations

from restorer.core.files import Places
from restorer.engines.engine import Network


class Workbench:
    """Loaded and compiled networks of one process. One task at a time may use it.

    places: where measured speeds and compiled networks are kept for the next start.
    networks: loaded ones by key, for `loading` to fill and empty.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.networks: dict[str, Network] = {}
