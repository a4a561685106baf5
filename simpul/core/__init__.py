"""What everything else of the engine may use, and what uses nothing of it."""
