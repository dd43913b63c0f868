"""`portal content check|sync`: the cafeteria's files."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.common import Failed, in_app
from portal.config import settings
from portal.kernel.db import db
from portal.learning import commands

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Check and take in the learning content."""


@content.command()
@click.argument("folder", type=FOLDER, required=False)
@in_app
def check(folder: Path | None) -> None:
    """Read the folder and report `file:line: message`; nothing is written."""
    report = commands.check(folder or settings().content_dir)
    _tell(report)
    if report.errors:
        raise Failed(f"the content has {len(report.errors)} errors.")
    click.echo("portal: the content is fine")


@content.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--keep-going", is_flag=True, help="Take the good files although others are broken.")
@in_app
def sync(folder: Path | None, keep_going: bool) -> None:
    """Make the cafeteria equal to the folder: all of it, or with any error nothing."""
    sync_folder(folder or settings().content_dir, keep_going=keep_going)


def sync_folder(folder: Path, *, keep_going: bool) -> None:
    """Sync, tell, commit. Raises Failed when a file could not be taken."""
    report = commands.sync(folder, keep_going=keep_going)
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
