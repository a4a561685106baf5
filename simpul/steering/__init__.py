"""What people do about feeds: leave them alone for a while, ask for a run, look first, see what happened."""
