"""`portal backup FILE`, `portal restore FILE`: what cannot be made again, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from portal.cli.common import Failed, in_app
from portal.cli.setup import migrate
from portal.kernel.backups import Unfit, restoring, taking
from portal.kernel.backups.manifest import Manifest
from portal.search.commands import rebuild_index

ANOTHER_KEY = (
    "portal: restore: PORTAL_SECRET_KEY is not the one of the backup. People sign in anew; survey and unsubscribe "
    "links in mails sent before, and the secrets of webhooks, end. Set the earlier key before anybody comes in."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@in_app
def backup(file: Path) -> None:
    """Write database, files people gave and a drawn secret key into FILE, while the portal goes on.

    Whoever can read FILE can read everything in the portal; it is readable by its owner alone.
    """
    with _told(file):
        found = taking.take(file)
    for digest in found.gone:
        click.echo(f"portal: backup: the file {digest} is in the database and not in the data folder", err=True)
    click.echo(f"portal: backup: {_contents(found)} in {file}, {file.stat().st_size / 1e6:.1f} MB")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def restore(file: Path) -> None:
    """Put the backup in FILE into an empty portal, migrate it to this version and build the search index."""
    with _told(file):
        found, other_secret = restoring.restore(file)
    click.echo(f"portal: restore: {_contents(found)}, as of {found.taken_at}, version {found.version}")
    if other_secret:
        click.echo(ANOTHER_KEY, err=True)
    migrate()
    rebuild_index(click.echo)


def _contents(found: Manifest) -> str:
    return f"{sum(found.counts.values()):,} rows of {len(found.counts)} tables and {len(found.files):,} files"


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except Unfit as error:
        raise Failed(f"{file}: {error}") from error
    except OSError as error:
        raise Failed(f"{error.filename or file}: {error.strerror}") from error


COMMANDS = (backup, restore)
