"""The rows of the community."""

from portal.community.models.answers import Acceptance, Answer, AnswerUseful, CommunityRevision, QuestionComment
from portal.community.models.champions import (
    ChampionArea,
    ChampionAward,
    ChampionCandidacy,
    ChampionFigures,
    ChampionProfile,
    ChampionTerm,
    Helper,
    Point,
    RoutedQuestion,
)
from portal.community.models.groups import CommunityGroup, GroupMember
from portal.community.models.imports import CommunityImport
from portal.community.models.profiles import Profile
from portal.community.models.questions import Asking, CommunityFollow, Question, QuestionTag, QuestionToo

__all__ = [
    "Acceptance", "Answer", "AnswerUseful", "Asking", "ChampionArea", "ChampionAward", "ChampionCandidacy",
    "ChampionFigures", "ChampionProfile", "ChampionTerm", "CommunityFollow", "CommunityGroup", "CommunityImport",
    "CommunityRevision", "GroupMember", "Helper", "Point", "Profile", "Question", "QuestionComment", "QuestionTag",
    "QuestionToo", "RoutedQuestion",
]  # fmt: skip
