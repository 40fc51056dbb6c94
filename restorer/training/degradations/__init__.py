"""What time, cameras, scanners and codecs do to photos, one small function each, for making training pairs.

Every degradation is a pure function `(image, rng, ...) -> image`: H,W,3 float32, sRGB-encoded, nominally 0 to 1, in and
out; the same seed gives the same damage. Nothing is clipped or rounded unless the real process would.
"""
