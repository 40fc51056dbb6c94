"""What runs a network: one small file each behind one protocol. Nothing above knows which ran, except provenance.

A backend must not know photos, tiles' places or why a device was chosen.
"""
