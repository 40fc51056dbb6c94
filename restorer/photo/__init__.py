"""A photo: its pixels in a store, the facts that belong to them, reading and writing both.

It must not know recipes, networks, processes or any face of the program.
"""
