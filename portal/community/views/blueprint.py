"""Where the pages of the community hang."""

from flask import Blueprint

bp = Blueprint("community", __name__)
