"""The rows of success."""

from portal.success.models.follow_ups import FollowUp, FollowUpSource, FollowUpStep, FollowUpTask
from portal.success.models.playbooks import Playbook, PlaybookStep
from portal.success.models.requests import CustomerRequest, RequestStep
from portal.success.models.teams import Team, TeamMember

__all__ = [
    "CustomerRequest",
    "FollowUp",
    "FollowUpSource",
    "FollowUpStep",
    "FollowUpTask",
    "Playbook",
    "PlaybookStep",
    "RequestStep",
    "Team",
    "TeamMember",
]
