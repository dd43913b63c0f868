"""`portal counters check|rebuild`: numbers kept beside what they count."""

from __future__ import annotations

import click

from portal.cli.common import Failed, in_app
from portal.kernel.counters import COUNTERS, all_drifts
from portal.kernel.db import db


@click.group()
def counters() -> None:
    """Recount what is kept as a number, and mend it."""


@counters.command()
@in_app
def check() -> None:
    """Compare every number with a recount, at any time; nothing is written. Ends with 2 when one differs."""
    wrong = 0
    for name, drifts in all_drifts():
        wrong += len(drifts)
        for drift in drifts:
            click.echo(f"portal: {name}: {drift.where} is {drift.kept}, counted {drift.counted}", err=True)
        click.echo(f"portal: {name}: {f'{len(drifts)} numbers are wrong' if drifts else 'right'}")
    if wrong:
        raise Failed("`portal counters rebuild` mends the numbers above.")


@counters.command()
@in_app
def rebuild() -> None:
    """Make every number equal to a recount; people may go on writing meanwhile."""
    for name, counter in sorted(COUNTERS.items()):
        changed = counter.rebuild()
        db.session.commit()
        click.echo(f"portal: {name}: {changed} rows mended")


COMMANDS = (counters,)
