"""Screens of debriefs."""
