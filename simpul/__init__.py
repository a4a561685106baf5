"""Simpul keeps a city's systems in agreement: the engine."""

__version__ = "0.1.0"
