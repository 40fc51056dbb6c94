"""The command line: words in, tasks run in this process, lines out.

It must not restore, read or write photos itself, and imports no heavy package before a verb needs it.
"""
