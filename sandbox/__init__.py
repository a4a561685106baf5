"""Simulated agency systems as real servers, the generator of the city, and the faults on the wire."""
