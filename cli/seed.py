"""`flask seed`: reference data, and on request the demonstration."""

import click
from flask.cli import with_appcontext

from cli.keys import make_demonstration_keys
from extensions import clock, write
from seed.load import load_reference_data


@click.command()
@click.option("--demo", is_flag=True, help="Also make about 60 believable cases and one account for each role.")
@with_appcontext
def seed(demo: bool) -> None:
    """Load reference data; what is there already stays as it is."""
    with write():
        load_reference_data()
    if demo:
        make_demonstration_keys(clock.now())  # its results are signed, too
        from seed.demo import make_demo  # the demonstration is large, and only wanted here

        for line in make_demo(clock.now()):
            click.echo(line)
