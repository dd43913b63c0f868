"""Reads of the community, scoped to a reader."""
