"""The pages of the community."""

from portal.community.views import group_members, groups
from portal.community.views.blueprint import bp

__all__ = ["bp", "group_members", "groups"]
