"""Every command of the window, once: its name, keys and icon. Menus, toolbar, shortcuts and the overlay use these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from restorer.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Spec:
    """id: for code. text: with the menu's mnemonic. keys: shortcuts. icon: of qtawesome. checkable: on or off.
    short: for the toolbar, where the text is long, in another language at least.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    tip: str = ""
    short: str = ""


SPECS = (
    Spec("open", "&Open…", ("Ctrl+O",), "mdi6.folder-open-outline", tip="Open photos"),
    Spec("batch", "Restore a &folder…", ("Ctrl+Shift+O",), tip="Restore many photos without opening them"),
    Spec("paste", "&Paste picture", ("Ctrl+V",), "mdi6.content-paste", tip="Open the picture on the clipboard"),
    Spec(
        "save_as", "&Save as…", ("Ctrl+S",), "mdi6.content-save-outline", tip="Save the restored photo", short="Save as"
    ),
    Spec("save_all", "Save a&ll…", ("Ctrl+Shift+S",), tip="Save every restored photo into a folder"),
    Spec("preferences", "Pre&ferences…", ("Ctrl+,",)),
    Spec("log", "&Log", ("Ctrl+L",), checkable=True, tip="What happened so far"),
    Spec("copy_details", "&Copy details for a report", tip="Versions, devices, settings and the last problems"),
    Spec("shortcuts", "&Keyboard shortcuts", ("F1",)),
    Spec("about", "&About Restorer"),
    Spec("close", "&Close photo", ("Ctrl+W",)),
    Spec("reopen", "Open closed photo &again", ("Ctrl+Shift+T",), tip="With the changes that were not saved"),
    Spec("quit", "&Quit", ("Ctrl+Q",)),
    Spec("undo", "&Undo", ("Ctrl+Z",), "mdi6.undo"),
    Spec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "mdi6.redo"),
    Spec("auto", "&Auto", ("Ctrl+Shift+A",), "mdi6.auto-fix", tip="Measure the photo and do what it needs"),
    Spec("restore", "Re&store whole photo", ("Ctrl+R",), "mdi6.play", tip="Restore the whole photo", short="Restore"),
    Spec("zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+="), "mdi6.magnify-plus-outline"),
    Spec("zoom_out", "Zoom &out", ("Ctrl+-",), "mdi6.magnify-minus-outline"),
    Spec("fit", "&Fit", ("Ctrl+0",), "mdi6.fit-to-screen-outline", tip="Show all of the photo"),
    Spec("full", "100 %", ("Ctrl+1",), "mdi6.numeric-1-box-outline", tip="One pixel of the photo is one of the screen"),
    Spec("view_after", "&Result", ("1",), "mdi6.image-outline", checkable=True, tip="The restored photo alone"),
    Spec("view_split", "&Split", ("2",), "mdi6.compare", checkable=True, tip="Before and after, with a handle between"),
    Spec(
        "view_side",
        "Side &by side",
        ("3",),
        "mdi6.view-split-vertical",
        checkable=True,
        tip="Before beside after",
        short="Side by side",
    ),
    Spec(
        "view_changes",
        "&What changed",
        ("4",),
        "mdi6.layers-search-outline",
        checkable=True,
        tip="Where the result differs from the photo, and how much",
        short="What changed",
    ),
    Spec("crop", "&Crop", ("C",), "mdi6.crop", tip="Crop, turn or flip the photo", short="Crop"),
    Spec("rotate_left", "Turn &left", ("Ctrl+[",), "mdi6.rotate-left"),
    Spec("rotate_right", "Turn &right", ("Ctrl+]",), "mdi6.rotate-right"),
    Spec("flip", "&Flip", ("Ctrl+Shift+H",), "mdi6.flip-horizontal", tip="Swap left and right"),
    Spec("hints", "Place c&olours", ("H",), tip="Set colours that you know on the photo"),
    Spec("copy_recipe", "&Copy recipe", ("Ctrl+Shift+C",)),
    Spec("paste_recipe", "Paste r&ecipe", ("Ctrl+Shift+V",)),
    Spec("paste_recipe_all", "Paste recipe on &all photos", ("Ctrl+Alt+V",)),
    Spec("next", "&Next photo", ("Ctrl+PgDown", "Ctrl+Tab")),
    Spec("previous", "Pre&vious photo", ("Ctrl+PgUp", "Ctrl+Shift+Tab")),
)


class Actions:
    """The window's actions by id."""

    def __init__(self, window: QWidget, colour: str) -> None:
        self._by_id: dict[str, QAction] = {}
        for spec in SPECS:
            action = QAction(QCoreApplication.translate("actions", spec.text), window)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
            action.setCheckable(spec.checkable)
            if spec.tip:
                keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if spec.keys else ""
                action.setToolTip(QCoreApplication.translate("actions", spec.tip) + keys)
            if spec.short:
                action.setIconText(QCoreApplication.translate("actions", spec.short))
            window.addAction(action)
            self._by_id[spec.id] = action
        self.colour(colour)

    def colour(self, colour: str) -> None:
        """Draw the icons in `colour`."""
        for spec in SPECS:
            if spec.icon:
                self._by_id[spec.id].setIcon(icon(spec.icon, colour))

    def __getitem__(self, name: str) -> QAction:
        return self._by_id[name]

    def on(self, name: str, do: Callable[[], object]) -> None:
        """Have `do` called when the action is chosen."""
        self._by_id[name].triggered.connect(lambda _checked=False: do())
