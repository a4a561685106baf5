"""Commands that run the hub: alerts, requests, console, benchmarks, removal."""
