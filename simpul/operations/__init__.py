"""Running the hub: status, attention, alerts, jobs, incidents, maintenance, use cases."""
