"""The window: it shows documents and jobs, and turns what a person does into their commands.

It must not hold truth of its own, restore, read or write photos, or lead to torch.
"""
