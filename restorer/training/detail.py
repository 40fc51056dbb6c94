"""Training the upscaler's detailed end: adversarial, from the faithful end, with fidelity held throughout."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from restorer.core.errors import BadRequest
from restorer.engines.networks.discriminator import Discriminator
from restorer.training.config import TrainingConfig
from restorer.training.denoise import to_tensor
from restorer.training.lpips import SqueezeFeatures, load_features
from restorer.training.upscale import UpscaleTask

_FIDELITY, _PERCEPTION, _REALISM = 1.0, 0.8, 0.06


class DetailTask(UpscaleTask):
    """An `UpscaleTask` with two more players' wishes: features like the truth's, and a judge to be convinced."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__(config)
        if config.features is None or config.init is None:
            raise BadRequest("The detailed stage needs --init (a faithful set of weights) and SqueezeNet's features.")
        self.features: SqueezeFeatures = load_features(config.features).to(config.device)
        self.judge = Discriminator(config.judge_width)
        self.players["judge"] = self.judge

    def losses(self, batch: dict[str, Tensor], step: int) -> Iterator[tuple[str, Tensor]]:
        """The generator's loss (fidelity, perception, realism), then the judge's, by turns."""
        truth = batch["large"]
        made = self.network(batch["small"]).float()
        fidelity = (made - truth).abs().mean()
        perception = self._distance(made, truth)
        self.judge.requires_grad_(False)
        realism = nn.functional.softplus(-self.judge(made).float()).mean()
        yield "upscale", _FIDELITY * fidelity + _PERCEPTION * perception + _REALISM * realism
        self.judge.requires_grad_(True)
        real = nn.functional.softplus(-self.judge(truth).float()).mean()
        false = nn.functional.softplus(self.judge(made.detach()).float()).mean()
        yield "judge", real + false

    def _distance(self, made: Tensor, truth: Tensor) -> Tensor:
        """Mean absolute difference of normalised features, averaged over the layers."""
        with torch.no_grad():
            wanted = self.features(truth)
        found = self.features(made)
        parts = [(_unit(a) - _unit(b)).pow(2).sum(1).mean() for a, b in zip(found, wanted, strict=True)]
        return torch.stack(parts).mean()

    def validate(self, network: nn.Module) -> dict[str, float]:
        """As for fidelity, with the distance in features; the score is that distance, less what fidelity was lost."""
        measures = super().validate(network)
        small = self.small(real=True)
        made, truth = to_tensor(self.enlarge(network, small)), to_tensor(self.truths)
        device = self.config.device
        distance = float(self._distance(made.clamp(0, 1).to(device), truth.to(device)))
        return {**measures, "score": measures["score"] / 10 - 10 * distance, "distance": distance}


def _unit(x: Tensor) -> Tensor:
    return x / (x.pow(2).sum(1, keepdim=True) + 1e-10).sqrt()
