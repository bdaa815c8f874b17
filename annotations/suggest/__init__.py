"""Candidates: what could be tagged, shown and never saved until a person accepts it."""
