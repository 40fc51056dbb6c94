"""What every layer may lean on: errors, control of running work, files, geometry, settings, log.

It must not know photos, recipes, networks, processes or any face of the program, and imports
nothing outside the standard library except platformdirs.
"""
