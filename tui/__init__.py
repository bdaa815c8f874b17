"""The terminal: everything that a person sees."""
