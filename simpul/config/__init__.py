"""Systems, feeds, policy, schedule and settings."""
