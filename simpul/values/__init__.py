"""What a value means: names, places, codes, masks."""
