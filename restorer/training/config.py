"""What one training run is: everything that decides its outcome, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrainingConfig:
    """One run of `restorer train`.

    The cosine schedule runs over `minutes` of the training loop's wall time (summed over resumed runs; checking on
    validation photos and saving count too), or over `steps` where given, which makes a run repeatable bit for bit.
    """

    operation: str
    photos: tuple[Path, ...]
    output: Path
    minutes: float = 120.0
    steps: int | None = None
    stage: str = "faithful"
    """"faithful" (fidelity only); upscale has "detailed" too, colorize "adversarial", each going on from `init`."""
    init: str | None = None
    """Weights to begin from: catalogue id, or file (safetensors, or a checkpoint of another run)."""
    device: str = "cpu"
    resume: bool = False
    seed: int = 0
    batch: int = 8
    patch: int = 80
    learning_rate: float = 1e-3
    muon_rate: float = 0.0
    """Learning rate of Muon for inner convolutions; 0: AdamW for all."""
    weight_decay: float = 1e-4
    """AdamW's, per step and unit of learning rate."""
    ema_decay: float = 0.999
    clip: float = 0.5
    threads: int | None = None
    compile: bool = False
    """Compile the networks first (torch.compile; needs a C++ compiler, or Triton on a GPU). Meant for GPUs (not
    measured there); on a CPU without AVX-512 a step took half as long again."""
    width: int = 64
    """For denoise: channels of the finest level; each coarser one has twice as many as the one before."""
    scale: int = 4
    real_share: float = 0.5
    """For upscale: share of training patches with real damage; the rest are clean bicubic."""
    judge_width: int = 32
    """For the adversarial stages: channels of the discriminator at full size; its cost grows with their square."""
    denoiser: str | None = None
    """For estimate: the denoiser that is told, by id or file; the shipped one by default."""
    refuse: tuple[Path, ...] = ()
    """Folders of test photos: what looks like one of them is never trained on."""
    features: Path | None = None
    """Weights of SqueezeNet's features for the perceptual loss of the detailed stage (never shipped)."""
    save_every: float = 240.0
    """Seconds between checkpoints."""
    log_every: float = 20.0
    """Seconds between lines of the log."""
