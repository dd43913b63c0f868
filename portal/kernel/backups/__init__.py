"""A portal in one file, and back: what cannot be made again, as of one moment.

Database, files that people gave, and the secret key where the portal drew it itself. What is made from these is left
out: the search index above all. `taking` writes such a file, `restoring` reads it into an empty place.
"""

from __future__ import annotations


class Unfit(Exception):
    """A backup that cannot be taken or restored; the text says what, where and how to mend it."""
