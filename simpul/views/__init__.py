"""What people read: reports, traces, the audit, help. Nothing here writes."""
