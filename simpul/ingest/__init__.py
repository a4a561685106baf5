"""Taking in: decode, pull, reconcile, quarantine."""
