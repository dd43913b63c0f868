"""Passwords: what is accepted, and their argon2 hashes."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from portal.accounts.models import Password, Person
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

SHORTEST, LONGEST = 10, 200  # characters
FEWEST_KINDS = 5  # different characters

# The commonest beginnings in published lists of leaked passwords; digits and signs behind them do not help.
COMMON = frozenset(
    """
    password passwort passw0rd p@ssword p@ssw0rd qwerty qwertyuiop qwertz azerty asdfghjkl zxcvbnm letmein welcome
    iloveyou admin administrator changeme secret default login master monkey dragon sunshine princess football
    baseball superman abc abcdef abcdefghij trustno test testtest guest portal sakura nippon tokyo pasuwado
    """.split()  # noqa: SIM905 - one word beside the other is easier to read
)


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    """OWASP's minimum for argon2id (19 MiB, 2 passes, 1 lane): a sign-in must not cost a web process 64 MiB."""
    if cheap:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hasher() -> PasswordHasher:
    """The hasher in force; tests set `ARGON2_CHEAP`."""
    return _hasher(bool(current_app.config.get("ARGON2_CHEAP")))


@cache
def _nobodys_hash(cheap: bool) -> str:
    return _hasher(cheap).hash(secrets.token_urlsafe(24))


def matches(kept: Password | None, typed: str) -> bool:
    """Whether `typed` is the password; without one as much work is done, so that time tells nothing."""
    nobodys = _nobodys_hash(bool(current_app.config.get("ARGON2_CHEAP")))
    try:
        hasher().verify(kept.hash if kept else nobodys, _normal(typed))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def refresh(kept: Password, typed: str) -> None:
    """Hash anew a password just found right, if the parameters changed since."""
    if hasher().check_needs_rehash(kept.hash):
        kept.hash = hasher().hash(_normal(typed))


def of_person(person_id: int) -> Password | None:
    """The kept hash, or None for a person who signs in by mailed links only."""
    return db.session.scalar(sa.select(Password).where(Password.person_id == person_id))


def set_password(person: Person, typed: str) -> None:
    """Make this the person's password, their first or a new one. Raises Invalid (`new_password`) for a weak one."""
    check(typed, person.email, person.display_name)
    values = {"hash": hasher().hash(_normal(typed)), "changed_at": now()}
    statement = insert(Password).values(person_id=person.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))


def check(typed: str, email: str, display_name: str) -> None:
    """Raise Invalid (`new_password`) with what to mend unless the password is fit for use."""
    if weakness := _weakness(_normal(typed), email, display_name):
        raise Invalid(weakness, "new_password")


def _weakness(typed: str, email: str, display_name: str) -> str:
    folded = typed.casefold().strip()
    names = {email.casefold(), email.partition("@")[0].casefold(), display_name.casefold().strip()}
    if len(typed) < SHORTEST:
        return _("Use at least %(n)s characters. A short sentence is easy to keep in mind.", n=SHORTEST)
    if len(typed) > LONGEST:
        return _("Use at most %(n)s characters.", n=LONGEST)
    if folded in names or _core(folded) in names:
        return _("Use something else than your name or e-mail address.")
    if len(set(folded)) < FEWEST_KINDS or _core(folded) in COMMON or folded in "01234567890123456789" * 2:
        return _("This is among the first passwords others would guess. Use a few words that do not belong together.")
    return ""


def _core(folded: str) -> str:
    """The word inside `word2026!`."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)


def _normal(typed: str) -> str:
    """The same characters whichever keyboard they came from: full-width letters become plain ones (NFKC)."""
    return unicodedata.normalize("NFKC", typed)
