"""The whole hub with simulated systems, and those systems alone."""
