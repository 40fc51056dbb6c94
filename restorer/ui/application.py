"""Builds the parts of the window and joins them."""

from __future__ import annotations

import functools
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from restorer import __version__
from restorer.core.errors import RestorerError
from restorer.core.files import Places, resources
from restorer.core.geometry import Size
from restorer.core.log import start_log
from restorer.core.settings import Settings, load_settings
from restorer.document.drafts import Drafts
from restorer.engines.values import Setup
from restorer.jobs.queue import JobQueue
from restorer.photo.store import Scratch
from restorer.recipe.operations import OPERATIONS
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.recipe import Recipe
from restorer.ui import theme
from restorer.ui.dialogs.asking import answered
from restorer.ui.dialogs.preferences import Preferences
from restorer.ui.document_model import DocumentModel
from restorer.ui.documents import Documents
from restorer.ui.language import speak
from restorer.ui.log_lines import LogLines, details
from restorer.ui.main_window import MainWindow
from restorer.ui.notices import Notices
from restorer.ui.panels.log_panel import LogPanel
from restorer.ui.preview import LANE
from restorer.ui.settings_keeper import SettingsKeeper
from restorer.ui.single import Single, hand_over
from restorer.ui.work import Work
from restorer.weights.own import all_weights
from restorer.worker.client import ChildRunner
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch

if TYPE_CHECKING:
    from restorer.ui.batches import Batches


class Application:
    """Everything that lives as long as the window. `close` gives all of it back."""

    def __init__(self, places: Places, settings: Settings | None = None) -> None:
        self.places = places
        self.settings = load_settings(places) if settings is None else settings
        self.qt = qt_application()
        speak(self.qt, self.settings.language)
        colours = theme.apply(self.qt, self.settings.theme)
        sweep_scratch(places.scratch)
        self.scratch = Scratch(places.scratch)
        engine, files = ChildRunner(places, self.scratch, nice=8), ChildRunner(places, self.scratch)
        preview = ChildRunner(places, self.scratch, nice=3)
        self._files = files
        spare = ChildRunner(places, self.scratch, nice=8)  # for photos that are asked for while a job is paused
        self.work = Work(JobQueue({"engine": [engine], LANE: [preview], "files": [files]}, {"engine": spare}))
        self.lines = LogLines()
        self.drafts = Drafts(places)
        self.documents = Documents(self.work, places, self.drafts)
        self.devices: tuple[DeviceReport, ...] = ()
        self._weights = {one.id for one in all_weights(places)}
        panel = LogPanel(self.lines, self.details)
        self.window = MainWindow(self.documents, self.work, self.drafts, places, colours, panel)
        self.notices = Notices(self.work, self.window)
        self.single = Single(places)
        self._keeper = SettingsKeeper(places)
        self._join()

    @functools.cached_property
    def batches(self) -> Batches:
        """Folders of photos; loaded when it is first asked for, since it would be a tenth of the start."""
        from restorer.ui.batches import Batches

        return Batches(self.work.queue, self.scratch, self.places, self.documents)

    def _join(self) -> None:
        self._tell_documents()
        self.documents.added.connect(self._opened)
        self._keeper.failed.connect(self._not_kept)
        self.documents.setup_changed.connect(self._keep_weights)
        self.documents.learned.connect(self._show_speeds)
        self._show_speeds()
        hints = self.window.recipe_panel.hints
        hints.show_recent(self.settings.colours)
        hints.recent_changed.connect(lambda colours: self.change(replace(self.settings, colours=colours)))
        if isinstance(self.qt, OpeningApplication):
            self.qt.open_asked.connect(self._asked)
        self.window.actions_.on("preferences", self.show_preferences)
        self.window.actions_.on("batch", lambda: self.batches.show(self.window))
        self.window.closing.connect(self._keep_window)
        self.window.restoreGeometry(QByteArray.fromBase64(self.settings.window.encode()))
        self.window.restoreState(QByteArray.fromBase64(self.settings.panels.encode()))
        self.window.recent.paths = lambda: self.settings.recent
        self.single.asked.connect(self._asked)
        # Children would take the processor from the window while it is made, so they start once it is seen.
        self._warming = QTimer(self.window)
        self._warming.setSingleShot(True)
        self._warming.timeout.connect(self._warm)
        self._warming.start(0)

    def _warm(self) -> None:
        """Have the children import what they need before the first photo and the first preview are asked for."""
        self._files.warm()
        self.work.ask(Probe(), "", self._probed, listed=False, lane=LANE)

    def change(self, settings: Settings) -> None:
        """Take over settings, and keep them for the next start."""
        before, self.settings = self.settings, settings
        if settings.language != before.language:
            self.window.banners.say(self.window.tr("The other language is spoken from the next start on."))
        if settings.theme != before.theme:
            self.window.dress(theme.apply(self.qt, settings.theme))
        self._tell_documents()
        self._keeper.keep(settings)

    def _not_kept(self, error: RestorerError) -> None:
        self.window.banners.say(error.sentence, warning=True)

    def _tell_documents(self) -> None:
        chosen = self.documents.setup
        self.documents.setup = replace(
            chosen,
            device=self.settings.device,
            precision=self.settings.precision,
            memory_mb=self.settings.memory_mb,
            # Weights whose file is gone are not asked for, but not forgotten either: a drive may come back.
            weights=tuple(pair for pair in self.settings.weights_pairs if pair[1] in self._weights),
        )
        self.documents.disk_gb = self.settings.disk_gb
        self.window.saving.folder, self.window.saving.names = self.settings.save_folder, self.settings.save_names
        self.notices.wanted = self.settings.tell_ends
        self.documents.keep_results = self.settings.keep_results
        self.documents.save_recipe = self.settings.save_recipe

    def show_preferences(self) -> None:
        answered(Preferences(self.settings, self.devices, self.change, self.places, self.speed, self.window))

    def details(self) -> str:
        """What a bug report needs."""
        return details(self.settings, self.devices, self.lines.lines)

    def speed(self, device: DeviceReport) -> float | None:
        """Seconds that a device takes to remove noise from a megapixel, as far as that was seen already."""
        names = [device.id]
        if device == next((one for one in self.devices if one.usable), None):
            names.append("auto")
        setups = (Setup(name, precision) for name in names for precision in ("auto", device.precision))
        recipe, megapixel = Recipe((Denoise(sigma=15.0),)), Size(1000, 1000)
        known = (self.documents.speeds.seconds(recipe, megapixel, setup) for setup in setups)
        return next((seconds for seconds in known if seconds is not None), None)

    def _keep_weights(self) -> None:
        """What was chosen on a card is chosen for good."""
        settings = self.settings
        for operation in {name for name, _ in (*settings.weights_pairs, *self.documents.setup.weights)}:
            chosen = self.documents.weights(operation)
            before = dict(settings.weights_pairs).get(operation, "")
            if chosen or before in self._weights:
                settings = settings.with_weights(operation, chosen)
        if settings != self.settings:
            self.change(settings)

    def _show_speeds(self) -> None:
        """How fast weights are here, beside their names."""
        megapixel, setup = Size(1000, 1000), self.documents.setup
        for operation, row in self.window.recipe_panel.weights.items():
            step = next(kind for kind in OPERATIONS if kind.id == operation)
            recipe = Recipe((Denoise(sigma=15.0) if step is Denoise else step(),))
            seconds = {}
            for name in ("", *sorted(self._weights)):
                wanted = replace(setup, weights=((operation, name),) if name else ())
                took = self.documents.speeds.seconds(recipe, megapixel, wanted)
                if took is not None:
                    seconds[name] = took
            row.show_speeds(seconds)

    def close(self) -> None:
        """Stop all work and remove what is ours alone."""
        self._warming.stop()
        self.documents.stop_opening()
        self.notices.close()
        self.lines.close()
        self.single.close()
        if "batches" in vars(self):
            self.batches.close()
        self.window.close()  # which keeps its place
        self._keeper.close()
        self.work.close()
        self.drafts.close()
        self.scratch.close()

    def _probed(self, devices: tuple[DeviceReport, ...]) -> None:
        self.devices = devices

    def _opened(self, model: DocumentModel) -> None:
        if not model.document.draft:  # nothing else has to know; two thousand may come at once
            self.settings = self.settings.with_recent(model.document.source)
            self._keeper.keep(self.settings)

    def _asked(self, paths: list[Path]) -> None:
        self.documents.open(paths)
        self.window.raise_()
        self.window.activateWindow()

    def _keep_window(self) -> None:
        window, panels = self.window.saveGeometry(), self.window.saveState()
        self.change(
            replace(
                self.settings,
                window=bytes(window.toBase64().data()).decode("ascii"),
                panels=bytes(panels.toBase64().data()).decode("ascii"),
            )
        )


class OpeningApplication(QApplication):
    """Qt's application, which macOS tells by an event what is to be opened.

    Signals
    -------
    open_asked(list of paths): these.
    """

    open_asked = Signal(object)

    def event(self, event: QEvent) -> bool:
        """See `QObject`."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open_asked.emit([Path(event.file())])
            return True
        return super().event(event)


def qt_application() -> QApplication:
    """Qt's own, made where there is none yet."""
    running = QApplication.instance()
    made = running if isinstance(running, QApplication) else OpeningApplication(sys.argv[:1])
    icon = QIcon()
    for path in sorted((resources() / "icons").glob("restorer-*.png")):
        icon.addFile(str(path))
    made.setWindowIcon(icon)
    made.setDesktopFileName("restorer")
    made.setApplicationName("Restorer")
    made.setApplicationVersion(__version__)
    return made


def run(paths: list[Path]) -> int:
    """Open the window with these photos, or hand them to the one that is open; returns when it is closed."""
    places = Places.standard()
    qt_application()
    if hand_over(places, paths):
        return 0
    start_log(places)
    application = Application(places)
    application.window.show()
    application.window.offer_left_behind()
    application.documents.open(paths)
    try:
        return application.qt.exec()
    finally:
        application.close()
