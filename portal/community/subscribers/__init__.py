"""What follows from what happens in the community."""

from portal.community.subscribers import champions, points, routing

__all__ = ["champions", "points", "routing"]
