"""What forms for posts have in common: pictures, preview, and the name of the browser's draft."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from markupsafe import Markup

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.files import File
from portal.posting import images
from portal.posting.writing import written


class Pictures(NamedTuple):
    """Those that were chosen and are kept, and what was wrong with others."""

    kept: list[File]
    error: Invalid | None = None

    @classmethod
    def of_request(cls, person: Person) -> Pictures:
        """Those the form names and those that came with it, kept at once in a transaction of their own."""
        kept = images.waiting(person, request.form.getlist("image"))
        sent = [upload for upload in request.files.getlist("images") if upload.filename]
        error = None
        try:
            images.refuse_many(len(kept) + len(sent))
            for upload in sent:
                file = images.keep_image(person, upload.stream.read(images.MAX_BYTES + 1), upload.filename or "")
                kept += [file] if file not in kept else []
        except Invalid as refusal:
            error = refusal
        if sent:
            db.session.commit()
        return cls(kept, error)

    def again(self, person: Person) -> Pictures:
        """The same, read anew after a rollback."""
        return Pictures(images.waiting(person, [file.public_id for file in self.kept]))


def preview_of(text: str, pictures: list[File], person: Person) -> Markup:
    """As the post's page would show it, or what keeps it from being shown."""
    try:
        return Markup(written(images.with_pictures(text, pictures), person).html)  # noqa: S704 - cleaned when rendered
    except Invalid as error:
        return Markup("<p>{}</p>").format(error.message)


def draft_of(person: Person, what: str) -> str:
    """The name under which a browser keeps what this person types in such a form, "idea-new" or the like."""
    return f"{what}-{person.public_id}"
