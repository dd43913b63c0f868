"""What every place has in common where people write: text and pictures, names and mentions, areas and tags.

The slices with posts, ideas and community, stand above and share it; it knows neither.
"""

from flask import Flask

from portal.kernel.files import opens_files
from portal.posting import privacy
from portal.posting.images import opens_image

__all__ = ["init_app", "privacy"]


def init_app(_app: Flask) -> None:
    """Let readers of a post open its pictures."""
    opens_files(opens_image)
