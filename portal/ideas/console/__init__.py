"""The staff pages of the idea board."""

from portal.ideas.console import bulk, exporting, importing, merges, one, settings, splitting, triage, voices
from portal.ideas.console.blueprint import idea_console

__all__ = [
    "bulk",
    "exporting",
    "idea_console",
    "importing",
    "merges",
    "one",
    "settings",
    "splitting",
    "triage",
    "voices",
]
