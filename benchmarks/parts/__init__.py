"""What the benchmarks share: sources, baselines, databases, and the measured worker."""
