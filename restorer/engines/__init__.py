"""Networks and devices: how each operation is carried out, tile by tile, on what this computer has.

It must not know files of the person's, processes, documents or any face of the program.
"""
