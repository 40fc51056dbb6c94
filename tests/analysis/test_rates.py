"""How often auto lets clean photos be and takes damaged ones in hand. Prints; run with `-m quality -s`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restorer.analysis.measure import measure
from restorer.analysis.proposal import propose
from restorer.photo.limits import Limits
from restorer.photo.photo import Photo
from restorer.photo.read import read_photo
from restorer.photo.store import Scratch

MakePhoto = Callable[..., Photo]
Change = Callable[[np.ndarray, float], np.ndarray]

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(not SHARED.is_dir(), reason="The shared photos are not beside this checkout."),
]


def _photos(folder: str, pattern: str = "*.*") -> list[Path]:
    return [p for p in sorted((SHARED / folder).rglob(pattern)) if p.suffix.lower() in (".jpg", ".jpeg", ".png")]


def _rate(name: str, paths: list[Path], scratch: Scratch) -> float:
    """The share left untouched; prints it with what was proposed for the others."""
    untouched, steps = 0, {"denoise": 0, "fade": 0}
    for path in paths:
        photo = read_photo(path, scratch, Limits())
        recipe = propose(measure(photo)).recipe
        photo.store.remove()
        untouched += not recipe.steps
        for step in recipe.steps:
            steps[step.id] += 1
    print(f"{name}: {len(paths)} photos, {untouched} untouched, {steps['denoise']} denoise, {steps['fade']} fade")  # noqa: T201
    return untouched / len(paths)


@pytest.mark.parametrize("folder", ["testsets/McMaster18", "photos/hires"])
def test_clean_photos_stay_untouched(folder: str, tmp_path: Path) -> None:
    paths = _photos(folder)
    with Scratch(tmp_path) as scratch:
        assert _rate(folder, paths[:: max(1, len(paths) // 100)], scratch) >= 0.9


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("testsets/OldPhotos", "*.*"),
        ("testsets/RealNoise_RNI15", "*.*"),
        ("testsets/CC", "*_real*"),
        ("testsets/PolyU", "*_real*"),
    ],
)
def test_damaged_photos_are_taken_in_hand(folder: str, pattern: str, tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        assert _rate(folder, _photos(folder, pattern), scratch) <= 0.5


@pytest.mark.parametrize("sigma", [8, 15, 25, 50])
def test_known_noise_is_measured(sigma: int, make_photo: MakePhoto, add_noise: Change) -> None:
    measured, proposed = [], 0
    for path in _photos("testsets/CBSD68"):
        photo = make_photo(add_noise(np.asarray(Image.open(path).convert("RGB")), sigma))
        findings = measure(photo)
        photo.store.remove()
        measured.append(findings.noise.sigma)
        proposed += propose(findings).recipe.step("denoise") is not None
    low, middle, high = np.quantile(measured, [0.1, 0.5, 0.9])
    print(f"CBSD68 σ {sigma}: measured {middle:.1f} ({low:.1f} to {high:.1f}), {proposed} of {len(measured)} denoised")  # noqa: T201
    assert middle == pytest.approx(sigma, rel=0.15)
    assert proposed >= 0.95 * len(measured)


@pytest.mark.parametrize(("quality", "least"), [(30, 0.9), (50, 0.9), (70, 0.6)])
def test_jpeg_saved_again_is_seen(quality: int, least: float, make_photo: MakePhoto, through_jpeg: Change) -> None:
    measured, proposed = [], 0
    for path in _photos("testsets/CBSD68"):
        photo = make_photo(through_jpeg(np.asarray(Image.open(path).convert("RGB")), quality))
        findings = measure(photo)
        photo.store.remove()
        measured.append(findings.jpeg.quality or 100)
        proposed += propose(findings).recipe.step("denoise") is not None
    low, middle, high = np.quantile(measured, [0.1, 0.5, 0.9])
    print(f"JPEG {quality}: measured {middle:.0f} ({low:.0f} to {high:.0f}), {proposed} of {len(measured)} denoised")  # noqa: T201
    assert proposed >= least * len(measured)
