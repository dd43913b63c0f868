"""The pages of the community."""

from portal.community.views import champions, my_champion
from portal.community.views.blueprint import bp

__all__ = ["bp", "champions", "my_champion"]
