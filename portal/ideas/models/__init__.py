"""The rows of the idea board."""

from portal.ideas.models.answers import (
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaStatusChange,
    IdeaTurn,
    IdeaVerdict,
)
from portal.ideas.models.ideas import Area, Idea, IdeaFollow, IdeaImage, IdeaStatus, IdeaTag, Tag
from portal.ideas.models.talk import CommentAgree, IdeaComment, IdeaRevision
from portal.ideas.models.votes import IdeaCompany, IdeaImport, IdeaVote

__all__ = [
    "Area", "CommentAgree", "Idea", "IdeaComment", "IdeaCompany", "IdeaFollow", "IdeaImage", "IdeaImport", "IdeaNote",
    "IdeaProposal", "IdeaResponse", "IdeaRevision", "IdeaStatus", "IdeaStatusChange", "IdeaTag", "IdeaTurn",
    "IdeaVerdict", "IdeaVote", "Tag",
]  # fmt: skip
