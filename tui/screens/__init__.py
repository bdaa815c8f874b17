"""Screens of the annotator."""
