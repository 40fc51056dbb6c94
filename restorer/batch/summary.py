"""What became of a batch, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from restorer.batch.plan import State


def in_words(counts: Mapping[State, int]) -> str:
    """“1,240 restored, 31 left unchanged (nothing to restore), 13 skipped”; what is none is not said."""
    said = [f"{counts[State.RESTORED]:,} restored"]
    if counts[State.UNCHANGED]:
        said.append(f"{counts[State.UNCHANGED]:,} left unchanged (nothing to restore)")
    skipped, unreadable = counts[State.SKIPPED], counts[State.UNREADABLE]
    if skipped + unreadable:
        of_them = "" if not skipped else f"{unreadable:,} "
        why = f" ({of_them}not readable)" if unreadable else ""
        said.append(f"{skipped + unreadable:,} skipped{why}")
    if counts[State.FAILED]:
        said.append(f"{counts[State.FAILED]:,} failed")
    if counts[State.ASIDE]:
        said.append(f"{counts[State.ASIDE]:,} set aside")
    left = counts[State.WAITING] + counts[State.SAVING]
    if left:
        said.append(f"{left:,} still to do")
    return ", ".join(said) + "."
