"""Vaults made of strings, for tests that concern several notes."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from vault_tools.config.config import load_config
from vault_tools.config.load import read_config
from vault_tools.note.note import Note
from vault_tools.session.one_note import Mode
from vault_tools.session.run import notes_below, run
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault


def listed(**values: Iterable[str]) -> str:
    """A note with these lists in its frontmatter."""
    lines = [f"{key}:\n" + "".join(f"- {item}\n" for item in items) for key, items in values.items()]
    return f"---\n{''.join(lines)}---\n"


def vault_of(notes: Mapping[str, str], config: str) -> Vault:
    return Vault({p: facts_of(Note(p, text)) for p, text in notes.items()}, load_config(config).schema_for)


def write(root: Path, notes: Mapping[str, str], config: str = "") -> Path:
    for path, text in notes.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8", newline="")
    if config:
        (root / "vault-tools.yaml").write_text(config, "utf-8")
    return root


def fixed(root: Path, *, unsafe: bool = False, paths: Iterable[Path] = ()) -> list[str]:
    """Fix a vault on disk. Returns what was done, as `path: message`."""
    config = read_config(root)
    names = notes_below(root, config, list(paths) or [root])
    folders = () if paths else ("",)
    outcomes = run(root, config, names, Mode(fix=True, unsafe=unsafe, write=True), folders=folders)
    return [f"{outcome.path}: {d.message}" for outcome in outcomes for d in outcome.fixed]


def texts(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in sorted(root.rglob("*.md"))}
