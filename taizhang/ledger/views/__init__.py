"""Screens of items."""
