"""The pages of the cafeteria."""

from portal.learning.views import company, feed, item, menu, quiz, reports, tray
from portal.learning.views.blueprint import bp

__all__ = ["bp", "company", "feed", "item", "menu", "quiz", "reports", "tray"]
