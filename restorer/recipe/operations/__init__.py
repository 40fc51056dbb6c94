"""The operations there are, in the order in which they always run.

Repair (before fade) and faces (after denoise) will have their places here.
"""

from restorer.recipe.operation import Operation
from restorer.recipe.operations.colorize import Colorize
from restorer.recipe.operations.denoise import Denoise
from restorer.recipe.operations.fade import Fade
from restorer.recipe.operations.frame import Frame
from restorer.recipe.operations.upscale import Upscale

__all__ = ["OPERATIONS", "Colorize", "Denoise", "Fade", "Frame", "Upscale"]

OPERATIONS: tuple[type[Operation], ...] = (Frame, Fade, Denoise, Colorize, Upscale)
