"""Restorer brings old photographs back, on the person's own computer.

The packages are layered (see docs/architecture.md): imports run downwards only, and importing any
module does nothing but define names.
"""

__version__ = "0.1.0"
