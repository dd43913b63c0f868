"""The pages of the community."""

from portal.community.views import answers, asking, feed, index, page, people, remarks, similar, taking_part
from portal.community.views.blueprint import bp

__all__ = ["answers", "asking", "bp", "feed", "index", "page", "people", "remarks", "similar", "taking_part"]
