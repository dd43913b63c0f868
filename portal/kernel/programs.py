"""Addresses that programs call and no person opens: they get no pages, no cookies and no session there."""

from __future__ import annotations

from flask import request

PREFIX = "/api/"
PAGE = "/api/docs"  # of these addresses the one that people read


def for_programs() -> bool:
    """Whether the request is for such an address, also where nothing is."""
    return request.path.startswith(PREFIX) and request.path != PAGE
