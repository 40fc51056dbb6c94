"""What was done to a photo, as a value that remembers every step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from restorer.recipe.recipe import Recipe


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One state of the recipe and the change that led to it.

    title: of the change (“Denoise: strength 80”). recipe: after it.
    measured: keys (“denoise.sigma”) of the fields that were filled in by measuring and not touched since.
    gesture: changes of one gesture (a slider's drag) share it and are one entry; None: always an entry of its own.
    """

    title: str
    recipe: Recipe
    measured: frozenset[str] = frozenset()
    gesture: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All entries, oldest first, and which of them is the present one. The first is the photo as it was opened."""

    entries: tuple[HistoryEntry, ...]
    cursor: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.cursor < len(self.entries):
            raise ValueError(f"cursor {self.cursor} outside {len(self.entries)} entries")

    @staticmethod
    def of(recipe: Recipe, title: str = "Opened") -> History:
        return History((HistoryEntry(title, recipe),))

    @property
    def present(self) -> HistoryEntry:
        return self.entries[self.cursor]

    @property
    def can_undo(self) -> bool:
        return self.cursor > 0

    @property
    def can_redo(self) -> bool:
        return self.cursor + 1 < len(self.entries)

    @property
    def undo_title(self) -> str:
        """Of the change that undo takes back; empty where there is none."""
        return self.present.title if self.can_undo else ""

    @property
    def redo_title(self) -> str:
        return self.entries[self.cursor + 1].title if self.can_redo else ""

    def changed(self, entry: HistoryEntry) -> History:
        """With `entry` as the present. What had been undone is gone; one gesture stays one entry.

        An entry that changes nothing is not added.
        """
        if (entry.recipe, entry.measured) == (self.present.recipe, self.present.measured):
            return self
        kept = self.entries[: self.cursor + 1]
        if entry.gesture is not None and entry.gesture == self.present.gesture and self.can_undo:
            kept = kept[:-1]
        return History((*kept, entry), len(kept))

    def undone(self) -> History:
        return replace(self, cursor=self.cursor - 1) if self.can_undo else self

    def redone(self) -> History:
        return replace(self, cursor=self.cursor + 1) if self.can_redo else self

    def at(self, place: int) -> History:
        """With the entry at `place` as the present; later ones stay and can be redone."""
        return replace(self, cursor=max(0, min(place, len(self.entries) - 1)))
