"""The parts of a sweep: two ways to compare, what is done about what differs, and how a rolled back source is told."""
