"""The staff pages of the community."""

from portal.community.console import importing
from portal.community.console.blueprint import community_console

__all__ = ["community_console", "importing"]
