"""One class per canonical entity: columns, rules, comparator and privacy class of every field."""
