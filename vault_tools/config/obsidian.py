"""The settings in a vault's `.obsidian/` folder that matter here. Takes the files' texts and does no I/O."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any, get_args

from vault_tools.disk.globs import valid
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.lazy_re import pattern
from vault_tools.vault.links import LinkFormat, LinkStyle
from vault_tools.vault.schema import OBSIDIAN_KEYS, Key, KeyType

SETTINGS_FILES = (
    "app.json",
    "types.json",
    "templates.json",
    "plugins/templater-obsidian/data.json",
)
"""The files below `.obsidian/` that are read: settings of Obsidian, its core plugins and Templater."""

_TYPES: Mapping[str, KeyType] = {
    "text": "text",
    "multitext": "list",
    "number": "number",
    "checkbox": "checkbox",
    "date": "date",
    "datetime": "datetime",
    "tags": "tags",
    "aliases": "aliases",
}


@dataclass(frozen=True)
class ObsidianSettings:
    """Obsidian's settings: `keys` with their types, the `folders` and `patterns` that it excludes, and the
    style in which it writes `links`."""

    keys: Mapping[str, Key] = field(default_factory=lambda: OBSIDIAN_KEYS)
    folders: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    links: LinkStyle = field(default_factory=LinkStyle)

    def excluded(self, path: str) -> bool:
        """Whether Obsidian excludes a path. It is relative to the vault and uses `/`; a folder's ends in
        `/`."""
        if path.startswith(self.folders):
            return True
        return bool(self.patterns) and any(_compiled(p).search(valid(path)) for p in self.patterns)


def read_settings(texts: Mapping[str, str]) -> ObsidianSettings:
    """The settings from the texts of existing SETTINGS_FILES. Raises VaultToolsError if one is not JSON."""
    data = {name: _parsed(name, text) for name, text in texts.items()}
    filters = data.get("app.json", {}).get("userIgnoreFilters") or []
    filters = [f for f in filters if isinstance(f, str) and f] if isinstance(filters, list) else []
    templates = [
        data.get("templates.json", {}).get("folder"),
        data.get("plugins/templater-obsidian/data.json", {}).get("templates_folder"),
    ]
    folders = [f"{t.strip('/')}/" for t in templates if isinstance(t, str) and t.strip("/")]
    return ObsidianSettings(
        keys=_keys(data.get("types.json", {}).get("types") or {}),
        folders=(*folders, *(f for f in filters if not _is_pattern(f))),
        patterns=tuple(f[1:-1] for f in filters if _is_pattern(f) and _can_be_read(f[1:-1])),
        links=_links(data.get("app.json", {})),
    )


def _links(app: dict[str, Any]) -> LinkStyle:
    """The style of links; Obsidian's default is the shortest wikilink."""
    known: dict[object, LinkFormat] = {form: form for form in get_args(LinkFormat)}
    return LinkStyle(
        known.get(str(app.get("newLinkFormat")), "shortest"), app.get("useMarkdownLinks") is True
    )


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        problem = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise VaultToolsError(
            f".obsidian/{name}: is not JSON: {problem}; fix it, or let Obsidian rewrite it"
        ) from None
    return data if isinstance(data, dict) else {}


def _keys(types: object) -> Mapping[str, Key]:
    keys = dict(OBSIDIAN_KEYS)
    for name, type_name in types.items() if isinstance(types, dict) else ():
        if name not in OBSIDIAN_KEYS and isinstance(type_name, str) and type_name in _TYPES:
            keys[name] = Key(name, _TYPES[type_name], declared=False)
    return keys


_REPEATED_GROUP = pattern(r"\)[*+?{]")


def _is_pattern(text: str) -> bool:
    return len(text) > 2 and text[0] == text[-1] == "/"


def _can_be_read(expression: str) -> bool:
    """Whether a filter, a JavaScript expression, can be compiled here. Others exclude nothing."""
    return _compiled(expression) is not None


@cache
def _compiled(expression: str) -> Any:
    """The expression compiled by RE2, which never backtracks, since the vault may come from a stranger; None
    if that is not possible. Expressions with features that RE2 lacks, such as lookahead, are compiled by
    Python if no group is repeated, since only repeated groups can take exponential time."""
    import re2

    options = re2.Options()
    options.case_sensitive, options.log_errors = False, False
    with suppress(re2.error, UnicodeEncodeError):
        return re2.compile(expression, options)
    with suppress(re.error):
        return None if _REPEATED_GROUP.search(expression) else re.compile(expression, re.IGNORECASE)
    return None
