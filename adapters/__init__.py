"""Ways to reach outside systems: four kinds configured by data, and one module per system with quirks."""
