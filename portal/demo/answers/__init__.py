"""Why people of the demo answer a survey as they do, and what customer success did about it."""

from __future__ import annotations

from typing import NamedTuple

from portal.surveys.policy import HOWTO, MISSING, OTHER, SERVICE

__all__ = ["HOWTO", "MISSING", "OTHER", "SERVICE", "Closing", "Why", "Words"]


class Why(NamedTuple):
    """A reason in somebody's own words, and what it is about."""

    about: str
    text: str


class Closing(NamedTuple):
    """How a follow-up ended: an outcome as `success.labels` knows it, and a sentence."""

    outcome: str
    text: str


class Words(NamedTuple):
    """All that is said in one language."""

    relation: str  # name of the survey that everybody gets
    moment: str  # name of the one that a few get after a training
    incident: str  # why a company is not asked for a while
    conduct: str  # why somebody is suspended for a while, as they read it
    promoters: tuple[Why, ...]
    passives: tuple[Why, ...]
    detractors: tuple[Why, ...]
    service: Why  # becomes a request
    called: tuple[Closing, ...]  # detractors who were called back
    told: tuple[Closing, ...]  # promoters who were asked how they would tell others
