"""The command `list`: list the notes of a vault, for scripts, agents and the plugin."""

import csv
import gc
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from vault_tools.cli.choices import names_in
from vault_tools.cli.complete import rule_names
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.config.config import Config
    from vault_tools.mocs.query import QueryRow
    from vault_tools.vault.schema_mocs import Source
    from vault_tools.vault.vault import Vault


class ListFormat(str, Enum):
    table = "table"
    json = "json"
    json_lines = "json-lines"
    csv = "csv"
    paths = "paths"


def list_notes(
    vault: Annotated[Path, typer.Argument(help="The vault, or a folder in it.")] = Path(),
    tag: Annotated[
        Optional[list[str]], typer.Option(help="Notes with this tag, or one nested below it.")
    ] = None,
    where: Annotated[
        Optional[list[str]], typer.Option(help="Notes whose key has this value.", metavar="KEY=VALUE")
    ] = None,
    folder: Annotated[Optional[str], typer.Option(help="Notes in this folder.")] = None,
    name: Annotated[
        Optional[list[str]], typer.Option(help="Notes that list this person or other name.")
    ] = None,
    links_to: Annotated[
        Optional[list[str]], typer.Option(help="Notes that link to this note.", metavar="NOTE")
    ] = None,
    links_from: Annotated[
        Optional[list[str]], typer.Option(help="Notes that this note links to.", metavar="NOTE")
    ] = None,
    flagged: Annotated[
        Optional[list[str]],
        typer.Option(
            help="Notes in which one of these rules finds something, separated by commas.",
            metavar="RULES",
            autocompletion=rule_names,
        ),
    ] = None,
    orphan: Annotated[
        bool, typer.Option("--orphan", help="Notes without any link, to them or from them.")
    ] = False,
    sort: Annotated[
        str, typer.Option(help="Fields to sort by; `-` in front reverses.", metavar="FIELDS")
    ] = "path",
    limit: Annotated[Optional[int], typer.Option(min=0, help="At most this many notes.")] = None,
    fields: Annotated[
        str,
        typer.Option(
            "--fields", help="Fields to show: `path`, `links`, `backlinks`, keys.", metavar="FIELDS"
        ),
    ] = "path,title,tags",
    output_format: Annotated[ListFormat, typer.Option(help="Output format.")] = ListFormat.table,
) -> None:
    """List the notes that meet all conditions.

    Exit code 2 if the note of --links-to or --links-from does not exist.
    """
    from vault_tools.cli.output import say, say_all
    from vault_tools.cli.words import vault_at
    from vault_tools.mocs.query import Query, found
    from vault_tools.printable import shown
    from vault_tools.session.collector import without_collector

    sources = tuple(_sources(tag, where, folder, name, links_to, links_from))
    columns = ("path",) if output_format is ListFormat.paths else names_in([fields])
    query = Query(sources, None, orphan, names_in([sort]), limit, columns)
    with without_collector():
        root, config, notes = vault_at(vault, links=query.asks_for_links)
        _refuse_unknown_notes(notes, sources)
        say_all(map(shown, _unknown_keys(notes, sources, [*names_in([fields]), *names_in([sort])])))
        paths = _flagged(root, config, names_in(flagged)) if flagged else None
        rows = found(notes, replace(query, paths=paths))
        if output_format is ListFormat.table and sys.stdout.isatty():
            _print_table(rows, columns)
        else:
            sys.stdout.write("".join(_lines(rows, columns, root, output_format)))
        if output_format is ListFormat.table:
            say(f"{len(rows):,} of {len(notes.notes):,} notes.")
        gc.freeze()  # the process ends now, and collecting garbage takes 0.3 s with 10,000 notes


def _unknown_keys(vault: "Vault", sources: "Iterable[Source]", fields: Iterable[str]) -> Iterator[str]:
    """Messages about keys that no note has. This is not an error: a note may have them tomorrow."""
    from vault_tools.mocs.misspelled import COMMON_KEYS, known_keys
    from vault_tools.mocs.query import BACKLINKS, LINKS
    from vault_tools.vault.schema_mocs import Where, split_field

    keys = [field.lstrip("-") for field in fields]
    keys += [key for source in sources if isinstance(source, Where) for key, _ in source.values]
    known = {"path", LINKS, BACKLINKS, *COMMON_KEYS, *vault.schema_for("").keys}
    rare = {key: {key, split_field(key)[0]} for key in keys}
    if any(names.isdisjoint(known) for names in rare.values()):
        known |= {key for facts in vault.valued(set().union(*rare.values())) for key in facts.values}
    unknown = [key for key, names in rare.items() if names.isdisjoint(known)]
    known |= known_keys(vault) if unknown else set()
    for key in unknown:
        yield f"no note has the key `{key}`{_meant(get_close_matches(key, known, 1, 0.7))}"


def _refuse_unknown_notes(vault: "Vault", sources: "Iterable[Source]") -> None:
    """Raises VaultToolsError if a note does not exist, since an empty list would be misleading."""
    from vault_tools.vault.schema_mocs import LinksFrom, LinksTo

    for source in sources:
        if isinstance(source, LinksTo | LinksFrom):
            files, name = vault.links.files, source.note.strip("[]").removesuffix(".md")
            if files.find(name, "") not in vault.notes:
                near = files.named_like(name) or [path for path in [files.similar_to(name)] if path]
                raise VaultToolsError(f"no note is called `{source.note}`{_meant(near)}")


def _meant(near: Sequence[str]) -> str:
    return f"; did you mean `{near[0]}`?" if near else ""


def _sources(
    tags: list[str] | None,
    where: list[str] | None,
    folder: str | None,
    names: list[str] | None,
    links_to: list[str] | None,
    links_from: list[str] | None,
) -> "Iterator[Source]":
    from vault_tools.vault.schema_mocs import InFolder, LinksFrom, LinksTo, Named, Tagged, Where

    yield from (Tagged(tag.lstrip("#")) for tag in tags or ())
    for condition in where or ():
        key, equals, value = condition.partition("=")
        if not (equals and key.strip()):
            raise VaultToolsError(f"--where takes KEY=VALUE, not `{condition}`")
        yield Where(((key.strip(), value.strip()),))
    if folder is not None:
        yield InFolder(f"{folder.strip('/')}/" if folder.strip("./") else "")
    yield from map(Named, names or ())
    yield from map(LinksTo, links_to or ())
    yield from map(LinksFrom, links_from or ())


def _flagged(root: Path, config: "Config", rules: Sequence[str]) -> frozenset[str]:
    """The paths of the notes in which these rules find something."""
    from vault_tools.cli.output import say
    from vault_tools.session.index import Index, index_file
    from vault_tools.session.run import notes_below, run

    selected = {rule.name for rule in config.rules}
    config = config if selected.issuperset(rules) else config.selecting([*selected, *rules], ())
    outcomes = run(
        root, config, notes_below(root, config, [root]), folders=[""], index=Index(index_file(root), say)
    )
    return frozenset(o.path for o in outcomes if any(d.rule in rules for d in o.left))


def _lines(
    rows: "Sequence[QueryRow]", columns: Sequence[str], root: Path, output_format: ListFormat
) -> Iterator[str]:
    from vault_tools.printable import shown, written

    match output_format:
        case ListFormat.json:
            yield written({"schema_version": 1, "vault": str(root), "notes": list(rows)}, indent=2) + "\n"
        case ListFormat.json_lines:
            yield from (f"{written(row)}\n" for row in rows)
        case ListFormat.csv:
            yield from _csv([columns, *([_text(row[name]) for name in columns] for row in rows)])
        case ListFormat.paths:
            yield from (f"{shown(str(row['path']))}\n" for row in rows)
        case ListFormat.table:
            yield from ("\t".join(shown(_text(row[name])) for name in columns) + "\n" for row in rows)


def _csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    from vault_tools.printable import shown

    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(map(shown, row))
        yield line.getvalue()


def _text(value: Any) -> str:
    """A value as text; the items of a list are joined."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(_text, value)) if isinstance(value, list) else str(value)


def _print_table(rows: "Sequence[QueryRow]", columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from vault_tools.printable import shown

    table = Table(*columns, box=None, header_style="bold")
    for row in rows:
        table.add_row(*(escape(shown(_text(row[name]))) for name in columns))
    Console().print(table)
