"""What crosses process boundaries pickles small, compares by value and brings no torch."""

from __future__ import annotations

import pickle
import subprocess
import sys

from restorer.engines.values import Setup, StepReport, WeightsUsed


def test_values_pickle_and_compare() -> None:
    setup = Setup("cuda:1", "bf16", 256, (("denoise", "denoise-unet-1"),))
    report = StepReport("denoise", (WeightsUsed("denoise", "a", "0" * 64),), 1.5, 12, "cpu", "fp32", "openvino")
    for value in (setup, report):
        assert pickle.loads(pickle.dumps(value)) == value
        assert len(pickle.dumps(value)) < 1000


def test_importing_them_brings_neither_torch_nor_openvino() -> None:
    script = "import sys, restorer.engines.values; assert not {'torch', 'openvino'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
