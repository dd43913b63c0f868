"""How long what people write may be, said as people count."""

from __future__ import annotations

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, format_number


def too_long(field: str, most: int, has: int) -> Invalid:
    """The refusal of a text with more than `most` characters, at its field."""
    told = {"n": format_number(most), "has": format_number(has)}
    return Invalid(_("Up to %(n)s characters, please; now it has %(has)s.", **told), field)
