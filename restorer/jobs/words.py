"""What is being done, in words for a person; how long it takes is said by `estimate.in_words`."""

from __future__ import annotations

STAGES = {
    "read": "reading",
    "analyse": "measuring",
    "frame": "turning",
    "fade": "undoing the fading",
    "denoise": "removing noise",
    "colorize": "colouring",
    "upscale": "enlarging",
    "write": "saving",
}
"""By `Progress.stage`."""
