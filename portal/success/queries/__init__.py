"""Reads of success."""
