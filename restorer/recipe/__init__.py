"""What shall be done to a photo, as values: operations, recipes, their JSON, presets.

It must not know photos, networks, measuring, processes or any face of the program, and never imports torch.
"""
