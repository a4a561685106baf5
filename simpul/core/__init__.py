"""What everything else stands on: models, errors, ports, and who acts."""
