"""The pages of the cafeteria."""

from portal.learning.views import changes, company, feed, item, menu, quiz, ratings, reports, steps, tray, watching
from portal.learning.views.blueprint import bp

__all__ = [
    "bp", "changes", "company", "feed", "item", "menu", "quiz", "ratings", "reports",
    "steps", "tray", "watching",
]  # fmt: skip
