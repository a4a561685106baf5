"""What everything else stands on: the words, records and errors of the engine."""
