"""`portal content check|sync`: the cafeteria's files."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.common import Failed, in_app
from portal.config import DEFAULT_CONTENT, settings
from portal.kernel.db import db
from portal.learning import commands
from portal.learning.commands import held

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Check and take in the learning content."""


@content.command()
@click.argument("folder", type=FOLDER, required=False)
@in_app
def check(folder: Path | None) -> None:
    """Read the folder and report `file:line: message`; nothing is written."""
    report = commands.check(folder or content_folder())
    _tell(report)
    if report.errors:
        raise Failed(f"the content has {len(report.errors)} errors.")
    click.echo("portal: the content is fine")


@content.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--keep-going", is_flag=True, help="Take the good files although others are broken.")
@click.option(
    "--take",
    type=click.Choice([held.FILE, held.WEB]),
    help="Whose word counts for items edited on the web since their files were taken.",
)
@in_app
def sync(folder: Path | None, keep_going: bool, take: str | None) -> None:
    """Make the cafeteria equal to the folder: all of it, or with any error nothing."""
    sync_folder(folder or content_folder(), keep_going=keep_going, take=take or held.ASK)


def content_folder() -> Path:
    """Where PORTAL_CONTENT_DIR says the files are. Raises Failed when there is no such folder: nothing to take in is
    not the same as everything to archive.
    """
    folder = settings().content_dir
    if folder.is_dir():
        return folder
    if folder == DEFAULT_CONTENT:
        raise Failed(f"there is no folder {folder}. Make it, or name yours with PORTAL_CONTENT_DIR.")
    raise Failed(f"PORTAL_CONTENT_DIR={str(folder)!r} cannot be used. Accepted: a folder with Markdown files.")


def sync_folder(folder: Path, *, keep_going: bool, take: str = held.ASK) -> None:
    """Sync, tell, commit. Raises Failed when a file could not be taken. `take`: see `commands.sync`."""
    report = commands.sync(folder, keep_going=keep_going, take=take)
    _tell(report)
    if not report.applied:
        db.session.rollback()
        raise Failed("the content has errors; nothing was changed. --keep-going takes the good files.")
    db.session.commit()
    done = (len(report.published), len(report.changed), len(report.archived), len(report.unchanged))
    click.echo("portal: content: {} new, {} changed, {} archived, {} unchanged".format(*done))
    if report.errors:
        raise Failed("the files above were left out.")


def _tell(report: commands.Report) -> None:
    for line in report.lines():
        click.echo(line, err=True)


COMMANDS = (content,)
