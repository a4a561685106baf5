"""What every room may build upon: it imports nothing of the others."""
