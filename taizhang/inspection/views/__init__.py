"""Screens of inspections."""
