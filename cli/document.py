"""`flask document`: the papers at the terminal."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from cli.keys import demonstration_key
from documents.picture import grey_png
from documents.showcase import KEY_OF, SERIAL, shown_papers


@click.group()
def document() -> None:
    """Papers: their pictures, and the check of their signatures."""


@document.command()
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/papers"), show_default=True,
    help="Where the pictures go.",
)  # fmt: skip
@with_appcontext
def pictures(folder: Path) -> None:
    """Draw each paper, filled in from the built-in samples, as PNG: one picture for each sheet.

    What the Committee issues is signed with a key made for that and kept nowhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for code, pdf in shown_papers(demonstration_key(KEY_OF, SERIAL)).items():
        for old in folder.glob(f"{code}-[0-9]*.png"):
            old.unlink()
        for number, picture in enumerate(grey_png(pdf), start=1):
            path = folder / f"{code}-{number}.png"
            path.write_bytes(picture)
            click.echo(f"{path} {len(picture) // 1024} KB")
