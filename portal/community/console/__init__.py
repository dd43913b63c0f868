"""What staff do in the community."""

from portal.community.console import champion, champions, groups, importing, reports, rules, waiting
from portal.community.console.blueprint import community_console

__all__ = ["champion", "champions", "community_console", "groups", "importing", "reports", "rules", "waiting"]
