"""`restorer doctor`: what this computer can do, and what is wrong with it."""

from __future__ import annotations

import json
import platform
import shutil
from importlib import metadata
from typing import Any

import click

from restorer import __version__
from restorer.core.files import Places
from restorer.photo.store import Scratch
from restorer.weights.verify import verify
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch

PACKAGES = (
    "torch",
    "openvino",
    "pyvips",
    "pyvips-binary",
    "pillow",
    "pillow-heif",
    "rawpy",
    "numpy",
    "PySide6-Essentials",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def command(as_json: bool) -> int:
    """Versions, devices with the outcome of their self-test, weights and disk space.

    The exit status is 1 where something is wrong.
    """
    places = Places.standard()
    swept = sweep_scratch(places.scratch)
    with Scratch(places.scratch) as scratch, InlineRunner(places, scratch) as runner:
        devices = runner.run(Probe())
        free = shutil.disk_usage(scratch.folder).free
    weights = verify()
    report: dict[str, Any] = {
        "restorer": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "devices": [_device(device) for device in devices],
        "weights": [{"id": one.id, "state": one.state} for one in weights],
        "folders": {"data": str(places.data), "cache": str(places.cache), "scratch": str(places.scratch)},
        "free_bytes": free,
        "swept": swept,
    }
    good = all(one.good for one in weights) and any(device.usable for device in devices)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, [one.sentence for one in weights if not one.good])
    return 0 if good else 1


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _device(device: DeviceReport) -> dict[str, Any]:
    return {"id": device.id, "title": device.title, "precision": device.precision, "fault": device.reason or None}


def _print(report: dict[str, Any], faults: list[str]) -> None:
    click.echo(f"Restorer {report['restorer']}, Python {report['python']}, {report['system']}")
    click.echo(", ".join(f"{name} {version or 'missing'}" for name, version in report["packages"].items()))
    for device in report["devices"]:
        verdict = f"not used: {device['fault']}" if device["fault"] else f"good, {device['precision']}"
        click.echo(f"{device['id']}: {device['title']} ({verdict})")
    whole = sum(one["state"] == "whole" for one in report["weights"])
    click.echo(f"{whole} of {len(report['weights'])} weights files are whole.")
    for sentence in faults:
        click.echo(sentence)
    click.echo(
        f"{report['free_bytes'] / 1e9:.1f} GB are free for photos being worked on ({report['folders']['scratch']})."
    )
    if report["swept"]:
        click.echo(f"Removed what {report['swept']} interrupted starts had left there.")
