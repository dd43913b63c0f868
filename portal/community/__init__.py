"""The community: customers answer customers; champions are found, thanked and never flooded."""

from flask import Flask

from portal.community import events
from portal.community.commands import counters
from portal.community.policy import ANSWER, QUESTION
from portal.community.queries import one
from portal.community.queries.answers import sees_answer
from portal.posting.images import pictured

__all__ = ["counters", "events", "init_app"]


def init_app(_app: Flask) -> None:
    """Let readers of a question open its pictures."""
    pictured(QUESTION, one.sees)
    pictured(ANSWER, sees_answer)
