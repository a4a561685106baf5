"""A mapping between a system's fields and ours, in both directions."""
