"""Where the pages of the cafeteria hang."""

from flask import Blueprint

bp = Blueprint("learning", __name__)
