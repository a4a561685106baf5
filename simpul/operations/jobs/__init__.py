"""What people ask the hub to do, and the worker that does it."""
