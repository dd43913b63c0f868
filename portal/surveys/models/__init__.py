"""Surveys, their waves, whom each wave asked, and what they answered."""

from portal.surveys.models.invitations import Invitation, Opening
from portal.surveys.models.responses import Advocacy, Response, ResponseChange, ResponseCount
from portal.surveys.models.surveys import Survey, SurveyPause, Wave

__all__ = [
    "Advocacy",
    "Invitation",
    "Opening",
    "Response",
    "ResponseChange",
    "ResponseCount",
    "Survey",
    "SurveyPause",
    "Wave",
]
