"""Which language the window speaks, and how it writes numbers and dates."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from restorer.core.files import resources

SPOKEN = {"en": "English", "de": "Deutsch"}
"""Languages that are complete, as they call themselves."""

_NAME = "restorer translation"


def speak(qt: QCoreApplication, wish: str) -> str:
    """Have `qt` speak a language: “en”, “de”, or “system” for the system's; the one it speaks now.

    What is shown already stays as it is, so this comes before the first widget.
    """
    system = QLocale.system()
    spoken = wish if wish in SPOKEN else _of_system(system)
    # The system's own where it can be, for it knows the region as well; “C” writes 1284 where people write 1,284.
    same = system.name().partition("_")[0] == spoken
    QLocale.setDefault(system if same else QLocale("en_US" if spoken == "en" else spoken))
    for old in qt.findChildren(QTranslator, _NAME):
        qt.removeTranslator(old)
        old.deleteLater()
    for file, folder in (
        (f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"restorer_{spoken}", str(resources() / "i18n")),
    ):
        translator = QTranslator(qt)
        translator.setObjectName(_NAME)
        if translator.load(file, folder):
            qt.installTranslator(translator)
        else:
            translator.deleteLater()
    return spoken


def _of_system(system: QLocale) -> str:
    """The first of the person's languages that is spoken here."""
    wanted = (name.replace("_", "-").partition("-")[0] for name in system.uiLanguages())
    return next((name for name in wanted if name in SPOKEN), "en")
