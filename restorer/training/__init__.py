"""Training, measuring and exporting our networks, and comparing them with published ones.

A face like the window and the command line: the product never imports it. It must not download anything, and never
trains on a photo that looks like a test photo. Entry points:

- `train.configure(operation, photos, output, minutes=…, init=…, device=…, resume=…)` and `train.run(config)`;
- `evaluate.evaluate_denoise(photos, sigma= | pairs= | jpeg=, blind=, weights=)` and
  `evaluate.evaluate_upscale(photos, scale=, degradation=, detail=, weights=)`, which answer with `Figures`;
- `export.export(run, id, title, testsets=…)`, also `python -m restorer.training.export`.
"""
