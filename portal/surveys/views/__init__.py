"""Pages for who was asked; importing them adds them to their blueprint."""

from portal.surveys.views import nps
from portal.surveys.views.blueprint import bp

__all__ = ["bp", "nps"]
