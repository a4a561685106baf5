"""The `simpul` command."""
