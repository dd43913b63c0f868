"""Writes of the community: rule, rows, event; no commit, no HTTP."""
