"""Training colorize's last stage: adversarial, so that colours are neither the brown of an average nor gaudy."""

from __future__ import annotations

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from restorer.core.errors import BadRequest
from restorer.engines.networks.discriminator import Discriminator
from restorer.training.colorize import ColorizeTask
from restorer.training.config import TrainingConfig

REALISM_WEIGHT = 0.05
_CHROMA_SPAN = 60.0
"""a* and b* that the judge sees as 1: few colours of photos go beyond."""


class JudgedColorizeTask(ColorizeTask):
    """A `ColorizeTask` with a second player, which learns to tell the network's colours from true ones."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__(config)
        if config.init is None:
            raise BadRequest("The adversarial stage needs --init: a set of weights that colours already.")
        self.judge = Discriminator(config.judge_width)
        self.players["judge"] = self.judge

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """The network's loss (fidelity and realism), then the judge's, by turns."""
        fidelity, colours = self.fidelity(batch)
        lightness = F.avg_pool2d(batch["lightness"], 2)
        self.judge.requires_grad_(False)
        realism = F.softplus(-self.judge(_seen(lightness, colours)).float()).mean()
        yield "colorize", fidelity + REALISM_WEIGHT * realism
        self.judge.requires_grad_(True)
        real = F.softplus(-self.judge(_seen(lightness, F.avg_pool2d(batch["ab"], 2))).float()).mean()
        false = F.softplus(self.judge(_seen(lightness, colours.detach())).float()).mean()
        yield "judge", real + false

    def validate(self, network: nn.Module) -> dict[str, float]:
        """As without a judge, but a tenth of the true colourfulness counts as a dB: it is what is learnt here."""
        measures = super().validate(network)
        return {**measures, "score": measures["score"] + 10 * min(measures["colour"], 1.0)}


def _seen(lightness: Tensor, colours: Tensor) -> Tensor:
    """Return L* (N, 1, h, w) and a*b* (N, 2, h, w) as the judge's three planes, about -1 to 1."""
    return torch.cat((lightness / 50 - 1, colours / _CHROMA_SPAN), dim=1)
