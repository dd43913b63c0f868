"""The rows of the idea board."""

from portal.ideas.models.answers import (
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaStatusChange,
    IdeaTurn,
    IdeaVerdict,
)
from portal.ideas.models.ideas import Idea, IdeaFollow, IdeaStatus, IdeaTag
from portal.ideas.models.talk import CommentAgree, IdeaComment, IdeaRevision
from portal.ideas.models.votes import IdeaCompany, IdeaImport, IdeaVote

__all__ = [
    "CommentAgree", "Idea", "IdeaComment", "IdeaCompany", "IdeaFollow", "IdeaImport", "IdeaNote", "IdeaProposal",
    "IdeaResponse", "IdeaRevision", "IdeaStatus", "IdeaStatusChange", "IdeaTag", "IdeaTurn", "IdeaVerdict", "IdeaVote",
]  # fmt: skip
