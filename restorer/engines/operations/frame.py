"""Frame: turned, mirrored and cropped, without touching a value."""

from __future__ import annotations

import numpy as np

from restorer.engines.operations.request import Request
from restorer.engines.step import PreparedStep, ViewPass
from restorer.photo.store import Pixels
from restorer.recipe.operations.frame import Frame


def prepare(request: Request[Frame]) -> PreparedStep:
    """One view of the pixels; alpha goes with them."""
    operation = request.operation
    if operation.identity():
        return PreparedStep(operation.id, ())
    box = operation.box(request.source.size)

    def view(pixels: Pixels) -> Pixels:
        turned = np.rot90(pixels, -operation.turn // 90)  # rot90 counts to the left
        if operation.mirror:
            turned = turned[:, ::-1]
        return turned[box.top : box.bottom, box.left : box.right]

    return PreparedStep(operation.id, (ViewPass(view),))
