"""Commands about what is sent."""
