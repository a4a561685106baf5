"""Who is meant: a written mention of a person against the residents of the registry."""
