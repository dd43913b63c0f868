"""The staff pages on content."""

from portal.learning.console import acts, contents, editor, history
from portal.learning.console.blueprint import content_bp

__all__ = ["acts", "content_bp", "contents", "editor", "history"]
