"""Customers' pages of success; importing them adds them to their blueprint."""

from portal.success.views import requests
from portal.success.views.blueprint import bp

__all__ = ["bp", "requests"]
