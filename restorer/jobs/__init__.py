"""Work in order: what waits, what runs, what became of it, and how long it will take.

It must not know documents, folders of photos or any face of the program.
"""
