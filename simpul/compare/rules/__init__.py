"""The cross-system rules: files, execution, turns."""
