"""Words for states, kinds and reasons, in both languages."""
