"""A folder of photos: planned, restored one by one, recorded so that no interruption loses anything, and reported.

It must not know windows or words typed at a shell, and restores nothing itself: it asks the jobs.
"""
