"""Acts from the field: made on a phone without signal, taken in one by one, or kept in the late inbox; never lost."""
