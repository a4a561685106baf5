"""Effects and how they are sent."""
