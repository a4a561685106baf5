"""Commands about what is taken in: feeds, sweeps, mappings, quarantine, links."""
