"""Verification and statistics of what was annotated."""
