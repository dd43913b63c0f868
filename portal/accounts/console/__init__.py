"""Staff pages on customers and the people in them."""

from portal.accounts.console import (
    details,
    erasing,
    importing,
    inviting,
    organizations,
    people,
    returned_mail,
    suspending,
)
from portal.accounts.console.blueprint import console_bp, people_bp

__all__ = [
    "console_bp",
    "details",
    "erasing",
    "importing",
    "inviting",
    "organizations",
    "people",
    "people_bp",
    "returned_mail",
    "suspending",
]
