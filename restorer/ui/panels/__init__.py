"""The parts of the window beside the photo. Each reads a document or the jobs and sends commands."""
