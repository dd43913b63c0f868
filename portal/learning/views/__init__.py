"""The pages of the cafeteria."""

from portal.learning.views import company, item, menu
from portal.learning.views.blueprint import bp

__all__ = ["bp", "company", "item", "menu"]
