"""Our own networks, one a file: plain torch modules that know nothing of photos, files, devices or weights.

Each says its `scale`, its `multiple` (what both sides of its input must be divisible by) and its `radius` (how many
pixels away an input pixel may lie and still change an output pixel), so that tiles can be cut without seams.
"""
