"""`portal person …` and `portal organization …`: the first admin, a way in, a list of customers."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa

from portal.accounts import links
from portal.accounts.commands import importing
from portal.accounts.commands import people as commands
from portal.accounts.models import Organization, Person, Role
from portal.accounts.organization_rules import organization_key
from portal.cli.common import Failed, in_app, spoken
from portal.kernel.csv import Problem
from portal.kernel.db import db

ROLE_NAMES = ("member", "keyperson", "champion", "cs", "product", "admin")


@click.group()
def person() -> None:
    """Add people, let them in."""


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="The name as the person writes it.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLE_NAMES), default=["member"], show_default=True)
@click.option("--organization", "organization_name", help="The customer company; staff have none.")
@click.option("--language", type=click.Choice(["en", "ja"]), help="Default: the first of PORTAL_LOCALES.")
@in_app
def add(email: str, name: str, roles: tuple[str, ...], organization_name: str | None, language: str | None) -> None:
    """Add a person who can sign in by a mailed link."""
    speaks = spoken(language)
    organization = _organization(organization_name) if organization_name else None
    access = Role(0)
    for role in roles:
        access |= Role[role.upper()]
    commands.add_person(
        None,
        email=email,
        display_name=name,
        roles=access,
        organization_id=organization.id if organization else None,
        language=speaks,
    )
    db.session.commit()
    click.echo(f"portal: {email} may sign in. `portal person sign-in-link {email}` prints a way in.")


@person.command("sign-in-link")
@click.argument("email")
@in_app
def sign_in_link(email: str) -> None:
    """Print an address that signs this person in once, within 15 minutes."""
    found = db.session.scalar(
        sa.select(Person).where(Person.email == email.strip().lower(), Person.erased_at.is_(None))
    )
    if found is None:
        raise Failed(f"nobody here has the address {email}. `portal person add` adds people.")
    address = links.address(links.issue("sign-in", email=found.email, person=found))
    db.session.commit()
    click.echo(address)


@click.group()
def organization() -> None:
    """Customer companies."""


@organization.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_app
def import_file(file: Path) -> None:
    """Add and change customer companies from a CSV file; with any error nothing is written."""
    report = importing.import_organizations(file.read_bytes(), actor=None)
    for problem in report.problems:
        click.echo(_line(file, problem), err=True)
    if report.failed:
        raise Failed("nothing was written. Mend the lines above and run it again.")
    db.session.commit()
    click.echo(f"portal: {report.new} new, {report.changed} changed, {report.same} unchanged")


def _line(file: Path, problem: Problem) -> str:
    """`file:line: column: message`; what is wrong with the whole file or line names no column."""
    where = [f"{file}:{problem.line}" if problem.line else str(file), "warning" if problem.warning else ""]
    return ": ".join(part for part in (*where, problem.column, problem.message) if part)


def _organization(name: str) -> Organization:
    """The company of this name, however it is typed: case, width and spaces do not matter."""
    same = Organization.name_key == organization_key(name)
    found: Organization | None = db.session.scalar(sa.select(Organization).where(same))
    if found is None:
        raise Failed(f"there is no customer company named {name!r}.")
    return found


COMMANDS = (person, organization)
