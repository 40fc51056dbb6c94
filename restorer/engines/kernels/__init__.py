"""Arithmetic that no library offers as fast: compiled by numba for the processor it runs on, when it is first used.

A kernel must not know networks, tiles or photos.
"""
