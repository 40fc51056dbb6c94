"""The window: it shows documents and jobs, and turns what a person does into their commands.

It must not hold truth of its own, restore, read or write photos, or lead to torch.
"""

import builtins

# PySide puts an `import` of its own in place of Python's, which reads the source of every module that is imported after
# it to learn whether `from __feature__ import …` may concern it. Nothing here uses that, and reading takes a third of
# a start. So PySide is imported here, before any module of the window, and Python's own is put back.
_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _import
