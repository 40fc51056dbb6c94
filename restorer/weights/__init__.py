"""The catalogue of weights, ours and the person's own: what each file is, may be used for, and costs.

It must not load networks: it knows files and facts only.
"""
