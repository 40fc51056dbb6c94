"""A photo that is open: its history of recipes, what came of them, and where both are kept.

Plain Python: it must not know widgets, and starts no work itself.
"""
