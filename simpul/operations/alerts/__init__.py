"""Alerts to people: what is worth telling, to whom, how often, and a watchdog for the case that nothing is told."""
