"""The pages of the cafeteria."""

from portal.learning.views import item, menu
from portal.learning.views.blueprint import bp

__all__ = ["bp", "item", "menu"]
