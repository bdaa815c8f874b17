"""A dataset that comes into a project: whole, or not at all."""
