"""The staff pages of the community."""

from portal.community.console import champion, champions, rules, waiting
from portal.community.console.blueprint import community_console

__all__ = ["champion", "champions", "community_console", "rules", "waiting"]
