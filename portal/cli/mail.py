"""`portal mail bounce|bounces`: mails that came back, one from a pipe or many from a mailbox."""

from __future__ import annotations

import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
from sqlalchemy.exc import DBAPIError

from portal.cli.common import Failed, in_app
from portal.config import BadSetting, settings
from portal.kernel.db import db
from portal.kernel.mailing.arrivals import Outcome, take
from portal.kernel.mailing.reports import LARGEST

EX_TEMPFAIL = 75  # sysexits.h: the mail server keeps the message and tries again
NOT_SET = "PORTAL_MAIL_BOUNCES is not set, so no mail of this portal names where it comes back to."


@click.group()
def mail() -> None:
    """Take in what comes back to PORTAL_MAIL_BOUNCES."""


@mail.command()
@click.option("--to", metavar="ADDRESS", help="To whom it came; without it the message's own headers say so.")
def bounce(to: str | None) -> None:
    """Read one message from standard input, as a mail server pipes it.

    Ends with 0 when it was read, whatever it is, and with 75 when it cannot be read now: the mail server then keeps it.
    """
    raw = _whole(sys.stdin.buffer)
    try:
        _take_one(raw, to)
    except (DBAPIError, BadSetting, Failed) as error:
        _later(str(error.orig) if isinstance(error, DBAPIError) else str(error))


@mail.command()
@click.argument("mailboxes", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@in_app
def bounces(mailboxes: tuple[Path, ...]) -> None:
    """Read mailbox files (mbox) or Maildir folders; nothing is moved or deleted, and reading again changes nothing."""
    _refuse_unset()
    for path in mailboxes:
        _refuse_no_mailbox(path)
    counts = Counter(dict.fromkeys(Outcome, 0))
    for path in mailboxes:
        for raw in _messages(path):
            counts[take(raw)] += 1
            db.session.commit()
    click.echo("portal: " + ", ".join(f"{number} {outcome}" for outcome, number in counts.items()))


@in_app
def _take_one(raw: bytes, to: str | None) -> None:
    _refuse_unset()
    outcome = take(raw, to)
    db.session.commit()
    click.echo(f"portal: {outcome}")


def _refuse_unset() -> None:
    if settings().mail_bounces is None:
        raise Failed(NOT_SET)


def _later(reason: str) -> NoReturn:
    click.echo(f"portal: not now: {(reason.splitlines() or [''])[0]}", err=True)
    sys.exit(EX_TEMPFAIL)


def _whole(stream: BinaryIO) -> bytes:
    """The part that is looked at; the rest is read too, or the mail server would take the pipe for broken."""
    raw = stream.read(LARGEST)
    while stream.read(LARGEST):
        pass
    return raw


def _refuse_no_mailbox(path: Path) -> None:
    """Raises Failed for what is neither a mailbox file nor a Maildir."""
    if path.is_dir():
        if not ((path / "cur").is_dir() and (path / "new").is_dir()):
            raise Failed(f"{path}: a folder without “new” and “cur” is no Maildir")
        return
    try:
        with path.open("rb") as file:
            start = file.read(5)
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}") from error
    if start not in (b"", b"From "):
        raise Failed(f"{path}: a mailbox file begins with “From ”")


def _messages(path: Path) -> Iterator[bytes]:
    """The beginning of each message; one that is moved away meanwhile is somebody else's by now."""
    kind = mailbox.Maildir if path.is_dir() else mailbox.mbox
    try:
        with closing(kind(path, create=False)) as box:
            for key in box.iterkeys():
                try:
                    with box.get_file(key) as file:
                        yield file.read(LARGEST)
                except (KeyError, FileNotFoundError):
                    continue
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}") from error


COMMANDS = (mail,)
