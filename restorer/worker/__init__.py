"""The process boundary: what can be asked for, who carries it out, and how the answer comes back.

`messages` and `client` never lead to torch, nor may anything that the window imports; the child is started by
name, and `inline` (for the command line and tests) carries the same tasks out in this process.
It must not know documents, folders of photos or any face of the program.
"""
