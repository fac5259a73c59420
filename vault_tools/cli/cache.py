"""The command `cache`: delete the cache that speeds up runs."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from vault_tools.cli.help import examples

cache = typer.Typer(
    help="Manage the cache, which saves later runs from reading every note again.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cache.callback()
def _cache() -> None: ...


@cache.command(epilog=examples("cache clean"))
def clean() -> None:
    """Delete the cache of all vaults. The next run reads every note again."""
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
    """The sizes of all files in bytes. Another run may delete some at the same time."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path.stat().st_size
