"""Where the pages of the idea board hang."""

from flask import Blueprint

bp = Blueprint("ideas", __name__)
