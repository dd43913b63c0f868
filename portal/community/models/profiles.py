"""What people say about themselves, and let others see."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class Profile(Model):
    """Without one a person shows the name and, where it agreed to be named, the company."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    about: Mapped[str] = mapped_column(default="")  # plain text
    shows_work: Mapped[bool] = mapped_column(default=False)  # department and title
    shows_posts: Mapped[bool] = mapped_column(default=True)  # a list of what they asked and answered
