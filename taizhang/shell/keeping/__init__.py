"""Backup and restore: one file that holds everything but the keys, and says so truly."""
