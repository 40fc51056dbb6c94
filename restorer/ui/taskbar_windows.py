"""Progress on the taskbar's button on Windows: ITaskbarList3 (shobjidl_core.h), called by its table of functions."""

from __future__ import annotations

import ctypes
import logging
from typing import Any

log = logging.getLogger(__name__)

# CLSID_TaskbarList and IID_ITaskbarList3 as they lie in memory
_CLASS = bytes.fromhex("44f3fd566dfdd011958a006097c9a090")
_INTERFACE = bytes.fromhex("91fb1aea289e864b90e99e9f8a5eefaf")
_IN_PROCESS = 1
# Places in the table: IUnknown has three, ITaskbarList five, ITaskbarList2 one before these.
_INIT, _SET_VALUE, _SET_STATE = 3, 9, 10
_NONE, _NORMAL = 0, 2
_FULL = 1000


class TaskbarButton:
    """The button of a window. Where anything is refused, nothing is shown from then on."""

    def __init__(self) -> None:
        self._list: Any = None
        ole: Any = getattr(ctypes, "windll", None)
        if ole is None:
            return
        found = ctypes.c_void_p()
        ole.ole32.CoInitialize(None)
        refused = ole.ole32.CoCreateInstance(_CLASS, None, _IN_PROCESS, _INTERFACE, ctypes.byref(found))
        if refused or not found.value:
            log.info("there is no progress on the taskbar: %#x", refused & 0xFFFFFFFF)
            return
        self._list = found
        self._call(_INIT)

    def show(self, window: int, share: float | None) -> None:
        """window: its handle. share: 0–1, None for no progress."""
        handle = ctypes.c_void_p(window)
        if share is None:
            self._call(_SET_STATE, handle, ctypes.c_int(_NONE))
            return
        self._call(_SET_STATE, handle, ctypes.c_int(_NORMAL))
        self._call(_SET_VALUE, handle, ctypes.c_ulonglong(round(share * _FULL)), ctypes.c_ulonglong(_FULL))

    def _call(self, place: int, *arguments: Any) -> None:
        if self._list is None:
            return
        table = ctypes.cast(self._list, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
        windows: Any = ctypes
        kind = windows.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *(type(one) for one in arguments))
        if kind(table[place])(self._list, *arguments):
            self._list = None
