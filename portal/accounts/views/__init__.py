"""Pages on which people come in and look after their account."""

from portal.accounts.views import account, company, entry, links, privacy
from portal.accounts.views.blueprint import bp

__all__ = ["account", "bp", "company", "entry", "links", "privacy"]
