"""The command `cache`: delete what the program keeps in order to be quick."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from vault_tools.cli.help import examples

cache = typer.Typer(
    help="What is kept about notes between runs, so that they need not be read again.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cache.callback()
def _cache() -> None: ...


@cache.command(epilog=examples("cache clean"))
def clean() -> None:
    """Delete what is kept, for all vaults. The next run reads every note again."""
    import shutil

    from vault_tools.cli.output import say
    from vault_tools.session.index import cache_folder

    folder = cache_folder()
    sizes = list(_sizes(folder))
    shutil.rmtree(folder, ignore_errors=True)
    say(
        f"{folder}: removed {len(sizes):,} files, {sum(sizes) / 1e6:,.1f} MB."
        if sizes
        else f"{folder}: is empty."
    )


def _sizes(folder: Path) -> Iterator[int]:
    """Those of all files in bytes; another run may delete some at the same time."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path.stat().st_size
