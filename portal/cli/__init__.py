"""The `portal` command: one file a family of commands."""

from __future__ import annotations

import os
import sys

import click
from sqlalchemy.exc import DBAPIError

from portal.cli import backup, content, counters, doctor, mail, people, serve, setup
from portal.cli.common import Failed
from portal.config import BadSetting
from portal.kernel.errors import PortalError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def portal() -> None:
    """Run and look after a customer portal. Settings come from PORTAL_* in the environment."""


for family in (setup, serve, people, mail, content, counters, doctor, backup):
    for command in family.COMMANDS:
        portal.add_command(command)


def main() -> None:
    """Run a command; whatever cannot be done ends in one clear line and exit 2."""
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        portal(standalone_mode=False)
    except (BadSetting, Failed) as error:
        _end(str(error))
    except PortalError as error:
        _end(error.message)
    except DBAPIError as error:
        _end(f"the database cannot be used: {str(error.orig).splitlines()[0]}. `portal doctor` looks closer")
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


def _end(message: str) -> None:
    for line in message.splitlines():
        click.echo(f"portal: {line}", err=True)
    sys.exit(2)
