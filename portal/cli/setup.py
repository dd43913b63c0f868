"""`portal setup`, `portal search rebuild`, `portal demo`: making a portal ready."""

from __future__ import annotations

import os
from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config
from flask import current_app

from portal import demo as worlds
from portal.cli.common import Failed, in_app
from portal.cli.content import sync_folder
from portal.config import settings
from portal.kernel.db import db
from portal.search.commands import rebuild_index

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


def alembic_config() -> Config:
    """Alembic, looking into our migrations whatever the current folder is."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@click.command()
@in_app
def setup() -> None:
    """Migrate the database, sync the content, build the search index. Repeat it as often as you like."""
    found = settings()
    found.data_dir.mkdir(parents=True, exist_ok=True)
    alembic.upgrade(alembic_config(), "head")
    click.echo("portal: database is up to date")
    if found.content_dir.exists():
        sync_folder(found.content_dir, keep_going=False)
    rebuild_index(click.echo)


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
@in_app
def rebuild() -> None:
    """Build the whole search index anew."""
    rebuild_index(click.echo)


@click.command()
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same world.")
@click.option("--people", default=160, show_default=True, help="How many customers' people.")
@click.option("--language", type=click.Choice(["en", "ja"]), help="Of the six accounts. Default: this machine's.")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when there are people already.")
@in_app
def demo(seed: int, people: int, language: str | None, if_empty: bool) -> None:
    """Fill an empty database with the invented vendor Fieldstone and 40 invented companies."""
    if settings().production:
        raise Failed("demo data is for this machine only: PORTAL_BASE_URL is not loopback.")
    if not worlds.may_fill():
        if if_empty:
            return
        if not worlds.is_demo():
            raise Failed(
                "the database holds people who are not from the demo. Use another PORTAL_DATA_DIR or database."
            )
        raise Failed("the demo world is here already. To draw a new one, remove the data folder first.")
    passwords = worlds.fill(seed=seed, people=people, language=language or machine_language(), echo=click.echo)
    db.session.commit()
    current_app.extensions.pop("site", None)
    rebuild_index(click.echo)
    click.echo("\nSign in at " + settings().base_url + "/sign-in with one of these (shown only now):")
    for email, password in passwords.items():
        click.echo(f"  {email:<26} {password}")


def machine_language() -> str:
    """The language of whoever sits here: Japanese when the machine's locale says so, where the portal speaks it."""
    wish = next((os.environ[name][:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return wish if wish in settings().locales else settings().locales[0]


COMMANDS = (setup, search, demo)
