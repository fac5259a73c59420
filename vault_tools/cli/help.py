"""What `--help` shows besides options: the headings above commands, and examples."""

import inspect
from collections.abc import Callable
from typing import TypeAlias

CommandExample: TypeAlias = tuple[str, str]
"""(the command line after `vault-tools`, what it does)."""

CHECK, WATCH, START, WORDS = "Check and fix", "Watch", "Set up", "Tags and names"
MOCS, LEARN, AGENTS = "Index notes", "Look closer", "Translators and agents"

EXAMPLES: dict[str, tuple[CommandExample, ...]] = {
    "check": (
        ("check", "the vault of this folder"),
        ("check Clippings --select missing-key", "one rule in one folder"),
        ("check --statistics", "only counts by rule"),
        ("check --fail-on warning --quiet", "for a script"),
        ("check - --stdin-filename New.md <draft", "a draft on standard input"),
    ),
    "fix": (
        ("fix --diff", "first show what would change"),
        ("fix", "fix what is safe to fix"),
        ("fix --select malformed-date", "one kind of problem at a time"),
        ("fix Inbox --unsafe-fixes --diff", "also unsafe fixes"),
    ),
    "init": (
        ("init --dry-run", "show what it would write"),
        ("init", "write vault-tools.yaml"),
        ("init --schema >.vault-tools.schema.json", "after an update"),
    ),
    "flagged": (
        ("flagged", "all of them"),
        ("flagged --rule untranslated-section --limit 9", "the first of them"),
    ),
    "list": (
        ("list --tag beer --sort=-date --limit 9", "the latest with a tag"),
        ("list --where status=draft", "by the value of a key"),
        ("list --links-to Hops", "what refers to a note"),
        ("list --flagged broken-link", "notes to look at"),
        ("list --orphan --output-format json", "for another program"),
    ),
    "graph": (
        ("graph >graph.json", "for NetworkX"),
        ("graph --output-format graphml >vault.graphml", "for Gephi"),
    ),
    "submit": (
        ("submit", "texts from a pipe"),
        ("submit texts.jsonl --diff", "first show what would change"),
    ),
    "skill": (("skill >SKILL.md", "where your agent looks for skills"),),
    "mcp": (
        ("mcp", "what an agent starts"),
        ("mcp Notes --read-only", "one vault, and nothing is written"),
    ),
    "rules": (("rules", "their names, and what each finds"),),
    "explain": (("explain malformed-date", "with examples"),),
    "tags": (
        ("tags", "the most used first"),
        ("tags --write-config", "keep other spellings as aliases"),
    ),
    "names": (
        ("names people", "the group of names called people"),
        ("names --output-format json", "all groups, for another program"),
    ),
    "rename": (
        ("rename tag craft-beer beer/craft --diff", "show it first"),
        ('rename people "JD Vance" "J. D. Vance"', "a name of a group"),
    ),
    "undo": (
        ("undo --diff", "first show what would change"),
        ("undo", "take back what the last run wrote"),
        ("undo Hops.md --print", "a note as it was before"),
    ),
    "watch": (
        ("watch", "the vault of this folder, until Ctrl-C"),
        ("watch --once", "one pass, for cron"),
        ("watch --dry-run", "only show what would be fixed"),
    ),
    "server": (
        ("server", "what an editor starts"),
        ("server Notes", "one vault, whatever folder the editor opens"),
    ),
    "status": (("status", "whether a watcher runs, and what it did last"),),
    "service install": (
        ("service install --show", "show the unit"),
        ("service install", "watch whenever you are logged in"),
    ),
    "service uninstall": (("service uninstall", "stop it for good"),),
    "service status": (("service status", "what the system says about it"),),
    "service logs": (("service logs", "what it has done"),),
    "hook run": (("hook run --fix", "fix what is staged"),),
    "hook install": (
        ("hook install", "check what is committed"),
        ("hook install --fix", "fix it too"),
    ),
    "hook uninstall": (("hook uninstall", "remove the hook"),),
    "plugin install": (
        ("plugin install", "the vault of this folder"),
        ("plugin install --settings-folder .pc", "if there are several"),
    ),
    "plugin update": (("plugin update", "after an update of the program"),),
    "plugin uninstall": (("plugin uninstall", "remove it from the vault"),),
    "plugin status": (("plugin status", "whether it matches this program"),),
    "cache clean": (("cache clean", "the next run reads every note"),),
    "moc list": (("moc", "how many notes each lists, and whether it is up to date"),),
    "moc new": (("moc new tags/beer", "the note of one tag, for `each: tags`"),),
}


def help_of(command: Callable[..., object] | None) -> str:
    """The docstring of a command, one line per paragraph; the terminal wraps them."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return "\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs)


def examples(command: str) -> str:
    """The examples of a command, for the epilog of its help. Typer keeps the lines of an epilog from 0.27
    on."""
    wide = max(len(line) for line, _ in EXAMPLES[command])
    return "\n".join(
        ["Examples:", *(f"vault-tools {line:<{wide}}  {what}" for line, what in EXAMPLES[command])]
    )
