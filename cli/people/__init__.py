"""Commands about people, and what is told about them: traces and reports."""
