"""Commands about disagreements and how they are settled."""
