"""Measuring a photo, and proposing what to do about what was found.

It must not know networks, devices, processes or any face of the program, and never imports torch.
"""
