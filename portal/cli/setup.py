"""`portal setup`, `portal search rebuild`, `portal demo`: making a portal ready."""

from __future__ import annotations

import os

import click
from alembic import command as alembic

from portal import demo as worlds
from portal.cli.common import Failed, in_app, spoken
from portal.cli.content import content_folder, sync_folder
from portal.community.commands.champions.gathering import ensure_group
from portal.config import settings
from portal.demo.community import MOST
from portal.demo.ideas import WHOLE, Size
from portal.demo.learning import search_in_vain
from portal.ideas.commands.statuses import ensure_statuses
from portal.kernel import site
from portal.kernel.db import begin_write, db
from portal.kernel.schema import alembic_config
from portal.learning.commands import held
from portal.search.commands import rebuild_index
from portal.success.commands.teams import ensure_teams


@click.command()
@in_app
def setup() -> None:
    """Migrate the database, sync the content, build the search index. Repeat it as often as you like."""
    folder = content_folder()
    migrate()
    sync_folder(folder, keep_going=False, take=held.LATER)  # a word on the web must not keep a portal from starting
    rebuild_index(click.echo)


def migrate() -> None:
    """Bring the database to the schema of this code, with the rows that every portal has."""
    alembic.upgrade(alembic_config(), "head")
    ensure_statuses()
    ensure_group()
    ensure_teams()
    db.session.commit()
    click.echo("portal: database is up to date")


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
@click.option("--people", default=160, show_default=True, type=click.IntRange(3), help="How many customers' people.")
@click.option("--ideas", default=WHOLE.ideas, show_default=True, type=click.IntRange(0, WHOLE.ideas), help="How many.")
@click.option("--votes", default=WHOLE.votes, show_default=True, type=click.IntRange(0), help="For ideas, about.")
@click.option("--questions", default=MOST, show_default=True, type=click.IntRange(0, MOST), help="How many.")
@click.option("--language", type=click.Choice(["en", "ja"]), help="Of the six accounts. Default: this machine's.")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when there are people already.")
@in_app
def demo(seed: int, people: int, ideas: int, votes: int, questions: int, language: str | None, if_empty: bool) -> None:
    """Fill an empty database, or one of an earlier demo, with the vendor Fieldstone and 40 invented companies."""
    if settings().production:
        raise Failed("demo data is for this machine only: PORTAL_BASE_URL is not loopback.")
    begin_write()
    if not worlds.is_empty():
        if if_empty:
            return
        if not worlds.is_demo():
            raise Failed(
                "the database holds people who are not from the demo. Use another PORTAL_DATA_DIR or database."
            )
        worlds.clear()
        click.echo("portal: demo: the earlier world is cleared")
    speaks = spoken(language) if language else machine_language()
    board = Size(ideas, votes)
    passwords = worlds.fill(
        seed=seed, people=people, language=speaks, echo=click.echo, board=board, questions=questions
    )
    db.session.commit()
    search_in_vain(seed)
    site.forget()
    rebuild_index(click.echo)
    click.echo("\nSign in at " + settings().base_url + "/sign-in with one of these (shown only now):")
    for email, password in passwords.items():
        click.echo(f"  {email:<26} {password}")


def machine_language() -> str:
    """The language of whoever sits here: Japanese when the machine's locale says so, where the portal speaks it."""
    wish = next((os.environ[name][:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return wish if wish in settings().locales else settings().locales[0]


COMMANDS = (setup, search, demo)
