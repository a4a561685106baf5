"""Words that people read, each in one place."""
