"""Gathers every string that the window shows into the catalogues, and compiles them for Qt.

    python resources/i18n/update.py

Afterwards what is new stands in `restorer_de.ts` as unfinished; see docs/translating.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from strings import all_strings, as_source, templates  # noqa: E402

CATALOGUES = {"restorer_de.ts": (), "restorer_en.ts": ("-pluralonly",)}
"""English needs no translation, but the forms for one and for many."""


def main() -> None:
    (HERE / "templates.json").write_text(json.dumps(templates(), indent=0, ensure_ascii=False) + "\n", "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "strings.py"
        source.write_text(as_source(all_strings()), "utf-8")
        for name, options in CATALOGUES.items():
            languages = ("-source-language", "en", "-target-language", name[9:11])
            _tool("lupdate", source, *languages, *options, "-no-obsolete", "-locations", "none", "-ts", HERE / name)
    for name in CATALOGUES:
        _tool("lrelease", HERE / name, "-qm", (HERE / name).with_suffix(".qm"))


def _tool(name: str, *arguments: object) -> None:
    command = Path(sys.executable).with_name(f"pyside6-{name}")
    subprocess.run([str(command), *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
