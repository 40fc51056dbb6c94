"""The screen's colour profile, where the system leaves it to programs to convert for it.

On X11 it is a property of the root window (“ICC Profiles in X”, 0.4), on Windows the monitor's device tells it. On
macOS and Wayland the system takes what we draw for sRGB and converts it itself: to do it here too would do it twice.
"""

from __future__ import annotations

import ctypes
import logging
import sys

from PySide6.QtGui import QGuiApplication, QWindow

from restorer.photo.colour import is_srgb, space, usable

log = logging.getLogger(__name__)

_MOST_BYTES = 16 << 20
_ANY_TYPE = 0


def screen_profile(window: QWindow) -> bytes | None:
    """The ICC profile of the screen that a window is on; None where sRGB is to be drawn."""
    platform = QGuiApplication.platformName()
    try:
        if platform == "xcb":
            # Not `window.screen()`: PySide takes what it answers for the window's child and deletes it with the window.
            screen = QGuiApplication.screenAt(window.geometry().center()) or QGuiApplication.primaryScreen()
            icc = _of_x11(QGuiApplication.screens().index(screen))
        elif platform == "windows":
            icc = _of_windows(int(window.winId()))
        else:
            return None
    except (OSError, AttributeError, ValueError) as error:
        log.info("the screen's profile cannot be asked for: %r", error)
        return None
    if icc is None or space(icc) != "RGB" or is_srgb(icc) or not usable(icc):
        return None
    return icc


def _of_x11(screen: int) -> bytes | None:
    """The root window's property for a screen, counted from 0.

    Raises
    ------
    OSError, AttributeError
        this system has no Xlib.
    """
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    if not display:
        return None
    try:
        name = b"_ICC_PROFILE" if screen == 0 else b"_ICC_PROFILE_%d" % screen
        atom = x.XInternAtom(display, name, True)
        return _property(x, display, atom) if atom else None
    finally:
        x.XCloseDisplay(display)


def _property(x: ctypes.CDLL, display: ctypes.c_void_p, atom: int) -> bytes | None:
    """A property of bytes of the root window."""
    kind, count, left = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
    width, found = ctypes.c_int(), ctypes.POINTER(ctypes.c_ubyte)()
    root = ctypes.c_ulong(x.XDefaultRootWindow(display))
    length = ctypes.c_long(_MOST_BYTES // 4)
    x.XGetWindowProperty(
        display,
        root,
        ctypes.c_ulong(atom),
        ctypes.c_long(0),
        length,
        False,
        ctypes.c_ulong(_ANY_TYPE),
        ctypes.byref(kind),
        ctypes.byref(width),
        ctypes.byref(count),
        ctypes.byref(left),
        ctypes.byref(found),
    )
    if not found:
        return None
    try:
        return ctypes.string_at(found, count.value) if width.value == 8 and not left.value else None
    finally:
        x.XFree(found)


def _of_windows(window: int) -> bytes | None:
    """The profile file of the monitor that a window is on.

    Raises
    ------
    OSError
        it cannot be read.
    """
    if sys.platform == "win32":
        from ctypes import wintypes
        from pathlib import Path

        class Monitor(ctypes.Structure):
            _fields_ = (
                ("size", wintypes.DWORD),
                ("monitor", wintypes.RECT),
                ("work", wintypes.RECT),
                ("flags", wintypes.DWORD),
                ("device", wintypes.WCHAR * 32),
            )

        user, gdi = ctypes.WinDLL("user32"), ctypes.WinDLL("gdi32")
        user.MonitorFromWindow.restype = wintypes.HMONITOR
        gdi.CreateDCW.restype = wintypes.HDC
        nearest = 2
        monitor = wintypes.HMONITOR(user.MonitorFromWindow(wintypes.HWND(window), nearest))
        told = Monitor(size=ctypes.sizeof(Monitor))
        if not user.GetMonitorInfoW(monitor, ctypes.byref(told)):
            return None
        device = wintypes.HDC(gdi.CreateDCW(told.device, None, None, None))
        if not device:
            return None
        try:
            length = wintypes.DWORD(1024)
            path = ctypes.create_unicode_buffer(length.value)
            if not gdi.GetICMProfileW(device, ctypes.byref(length), path):
                return None
        finally:
            gdi.DeleteDC(device)
        file = Path(path.value)
        return file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    return None
