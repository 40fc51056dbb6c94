"""Questions that need an answer. Each shows what will happen before it is agreed to."""
