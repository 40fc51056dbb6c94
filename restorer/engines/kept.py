"""The few things that were used last, kept because they are dear to make again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """At most `most` things by key; what was not used for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of that key, made where it is not kept. Room for it is made first: both may not fit into memory."""
        if key not in self._things:
            while len(self._things) >= self._most:
                self._things.popitem(last=False)
            self._things[key] = make()
        self._things.move_to_end(key)
        return self._things[key]

    def forget(self, unwanted: Callable[[T], bool]) -> None:
        """Let go of all such things."""
        self._things = OrderedDict((key, thing) for key, thing in self._things.items() if not unwanted(thing))

    def clear(self) -> None:
        self._things.clear()
