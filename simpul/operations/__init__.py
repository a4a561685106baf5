"""The hub as a whole: how it is, what needs somebody, and what is done about it."""
