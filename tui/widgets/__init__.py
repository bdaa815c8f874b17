"""Widgets of the annotator."""
