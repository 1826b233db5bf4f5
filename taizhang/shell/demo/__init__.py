"""The fictional demonstration county, built through the ordinary acts, so that its journal verifies."""
