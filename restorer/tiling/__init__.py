"""Geometry of tiles and resampling: which pixels are read for which, whoever asks.

It must not know photos, networks or devices: numbers and arrays only.
"""
