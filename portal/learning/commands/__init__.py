"""What changes the cafeteria: finishing items, and taking the content folder over."""

from portal.learning.commands.progress import mark_done, undo
from portal.learning.commands.sync import Report, check, sync

__all__ = ["Report", "check", "mark_done", "sync", "undo"]
