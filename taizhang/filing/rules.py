"""What locks a filing."""

LOCKED = ("sent", "accepted")
