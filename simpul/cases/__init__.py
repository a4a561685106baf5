"""Disagreements and how people settle them."""
