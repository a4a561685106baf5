"""Three-way comparison of what the systems believe."""
