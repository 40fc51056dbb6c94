"""Training, measuring and exporting our networks, and comparing them with published ones.

A face like the window and the command line: the product never imports it. Entry points:

- `restorer.training.train.run(TrainingConfig(...))`
"""
