"""Names as people here write them."""
