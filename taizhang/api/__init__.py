"""Acts and reads by REST: the same actions and selectors as the screens."""
