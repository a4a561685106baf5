"""Test tools that ship with the engine: adapter contract suite, fault server, kill points."""
