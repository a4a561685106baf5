"""The links to outside systems: guard, pauses, change limit, freshness, adapters made with a guard."""
