"""`restorer doctor`: what this computer can do, and what is wrong with it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import textwrap
from importlib import metadata
from typing import Any

import click
import psutil

from restorer import __version__
from restorer.core.files import Places
from restorer.core.log import log_file
from restorer.photo.store import Scratch
from restorer.weights.verify import verify
from restorer.worker.inline import InlineRunner
from restorer.worker.messages import DeviceReport, Probe
from restorer.worker.scratch import sweep_scratch

PACKAGES = (
    "torch",
    "openvino",
    "numba",
    "pyvips",
    "pyvips-binary",
    "pillow",
    "pillow-heif",
    "rawpy",
    "numpy",
    "PySide6-Essentials",
)
LEAST_FREE = 2e9  # bytes: what a photo of 100 megapixels takes while it is worked on


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def command(as_json: bool) -> int:
    """Versions, devices with the outcome of their self-test, weights and disk space.

    The exit status is 1 where something is wrong.
    """
    report = examine(Places.standard())
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(report)))
    return 1 if report["faults"] else 0


def examine(places: Places) -> dict[str, Any]:
    """All that is known of this computer and this installation; "faults" are sentences, none where all is well."""
    swept = sweep_scratch(places.scratch)
    with Scratch(places.scratch) as scratch, InlineRunner(places, scratch) as runner:
        devices = runner.run(Probe())
        free = shutil.disk_usage(scratch.folder).free
    weights = verify()
    packages = {name: _version(name) for name in PACKAGES}
    faults = [f"{name} is not installed." for name, version in packages.items() if version is None]
    faults += [f"{device.title} is not used: {device.reason}" for device in devices if not device.usable]
    faults += [one.sentence for one in weights if not one.good]
    if free < LEAST_FREE:
        faults.append(f"Only {free / 1e9:.1f} GB are free in {places.scratch}: a large photo may not fit.")
    return {
        "restorer": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "packages": packages,
        "devices": [_device(device) for device in devices],
        "weights": [{"id": one.id, "state": one.state} for one in weights],
        "folders": {"data": str(places.data), "cache": str(places.cache), "scratch": str(places.scratch)},
        "log": str(log_file(places)),
        "free_bytes": free,
        "swept": swept,
        "faults": faults,
    }


def lines(report: dict[str, Any]) -> list[str]:
    """The report for a person, what is wrong at the end, where it is seen."""
    whole = sum(one["state"] == "whole" for one in report["weights"])
    folders = report["folders"]
    said = [
        f"Restorer {report['restorer']}, Python {report['python']}",
        f"{report['system']}, {report['cores']} cores, {report['memory_bytes'] / 1e9:.1f} GB of memory",
        "",
        "Devices",
        *(_device_line(device) for device in report["devices"]),
        *_no_graphics_card(report),
        "",
        "Weights",
        f"  {whole} of {len(report['weights'])} files are whole",
        "",
        "Folders",
        f"  data     {folders['data']}",
        f"  cache    {folders['cache']}",
        f"  scratch  {folders['scratch']} ({report['free_bytes'] / 1e9:.1f} GB free)",
        f"  log      {report['log']}",
        "",
        "Libraries",
        *textwrap.wrap(
            ", ".join(f"{name} {version or 'missing'}" for name, version in report["packages"].items()),
            96,
            initial_indent="  ",
            subsequent_indent="  ",
        ),
        "",
    ]
    if report["swept"]:
        said.append(f"Removed what {report['swept']} interrupted starts had left behind.")
    return [*said, *(report["faults"] or ["All is well."])]


def _device_line(device: dict[str, Any]) -> str:
    verdict = "not used" if device["fault"] else f"good, computes in {device['precision']}"
    return f"  {device['id']:<7}  {device['title']}: {verdict}"


def _no_graphics_card(report: dict[str, Any]) -> list[str]:
    """Why there is only a processor, for somebody who has a graphics card and wonders."""
    if any(device["id"] != "cpu" for device in report["devices"]):
        return []
    torch = report["packages"]["torch"] or ""
    why = f"torch {torch} is built for processors only" if torch.endswith("+cpu") else "torch finds none"
    return [f"  No graphics card is used: {why}."]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _device(device: DeviceReport) -> dict[str, Any]:
    return {"id": device.id, "title": device.title, "precision": device.precision, "fault": device.reason or None}
