"""HTML of the texts of items, made once each, with the addresses their pictures have here; and their files, kept."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.errors import Invalid
from portal.kernel.i18n import using
from portal.kernel.markdown import Rendered, render
from portal.learning.commands.attachments import Attachments
from portal.learning.commands.pictures import Pictures
from portal.learning.content import ERROR, ItemText, Problem
from portal.learning.content.shapes import Flaw


class Renderer:
    """Makes HTML of each text once, in the words of its own language."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.attachments = Attachments(kept=pictures.kept)
        self._made: dict[tuple[str, str], Rendered | Problem] = {}

    def make(self, text: ItemText) -> Rendered | Problem:
        """The rendered text, or why it cannot be shown."""
        key = (text.locale, text.digest)
        if key not in self._made:
            self._made[key] = self._render(text)
        return self._made[key]

    def _render(self, text: ItemText) -> Rendered | Problem:
        addresses: dict[str, str] = {}
        for image in text.images:
            try:
                addresses[image.src] = self.pictures.address(image)
            except (Invalid, Flaw) as error:
                return Problem(text.file, image.line, f"the picture “{image.name}”: {error.message}", ERROR)
        for file in text.files:
            try:
                self.attachments.keep(file)
            except Flaw as error:
                return Problem(text.file, file.line, f"the file “{file.name}”: {error.message}", ERROR)
        try:
            with using(text.locale):
                return render(text.body, image_url=addresses.get)
        except Invalid as error:
            return Problem(text.file, 1, error.message, ERROR)

    def flaws(self, texts: Sequence[ItemText]) -> list[Problem]:
        """The texts that cannot be shown."""
        return [made for made in map(self.make, texts) if isinstance(made, Problem)]
