"""Whatever is edited, saved, renamed and changed from outside: in the end, the server reports what `check`
reports."""

import random
from pathlib import Path

import pytest
from lsp_client import Client
from test_index import CONFIG, NOTES, edit, texts

from vault_tools.config.load import read_config
from vault_tools.session.run import notes_below, run

pytestmark = pytest.mark.usefixtures("time_limit")

SEEDS = (1, 2)
STEPS = 40


def checked(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The diagnostics of each note in a fresh run."""
    config = read_config(root)
    outcomes = run(root, config, notes_below(root, config, [root]), folders=[""])
    return {o.path: sorted((d.rule, d.message) for d in o.left) for o in outcomes if o.left}


class Editor:
    """Somebody who edits, with a few notes open; `texts` are the texts in the editor."""

    def __init__(self, client: Client, root: Path, rng: random.Random) -> None:
        self.client, self.root, self.rng = client, root, rng
        self.texts: dict[str, str] = {}
        self.version = 0

    def step(self) -> None:
        steps = [self.open, self.type, self.type, self.save, self.close, self.outside, self.rename]
        self.rng.choice([*steps, self.rename_folder, self.vanish, self.save_elsewhere])()

    def open(self) -> None:
        closed = [path for path in texts(self.root) if path.endswith(".md") and path not in self.texts]
        if closed:
            path = self.rng.choice(sorted(closed))
            text = (self.root / path).read_bytes().decode("utf-8", "replace")
            self.texts[path] = text
            self.version += 1
            self.client.open(path, text, self.version)

    def type(self) -> None:
        if self.texts:
            path = self.rng.choice(sorted(self.texts))
            other = self.rng.choice(sorted(NOTES.values(), key=repr))
            text = other if isinstance(other, str) else other.decode("utf-8", "replace")
            self.texts[path] = text + self.rng.choice(["", "\n#hops 😀\n", "\n[[Ada]]\n"])
            self.version += 1
            self.client.change(path, self.texts[path], self.version)

    def save(self) -> None:
        if self.texts:
            path = self.rng.choice(sorted(self.texts))
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(self.texts[path].encode())
            self.client.notify("textDocument/didSave", self.client.of(path))

    def close(self) -> None:
        if self.texts:
            path = self.rng.choice(sorted(self.texts))
            del self.texts[path]
            self.client.close(path)

    def rename(self) -> None:
        path = self.rng.choice(sorted(p for p in texts(self.root) if p.endswith(".md")) or [""])
        if path and path not in self.texts:
            new = f"Moved {self.version} {Path(path).name}"
            (self.root / path).rename(self.root / new)
            files = [{"oldUri": self.client.uri(path), "newUri": self.client.uri(new)}]
            self.client.notify("workspace/didRenameFiles", {"files": files})

    def rename_folder(self) -> None:
        folders = sorted(path for path in self.root.iterdir() if path.is_dir() and path.name[0] != ".")
        free = [path for path in folders if not any(text.startswith(f"{path.name}/") for text in self.texts)]
        if free:
            old, new = self.rng.choice(free), self.root / f"Folder {self.version}"
            if not new.exists():
                old.rename(new)
                files = [{"oldUri": self.client.uri(old.name), "newUri": self.client.uri(new.name)}]
                self.client.notify("workspace/didRenameFiles", {"files": files})

    def vanish(self) -> None:
        """An open note is deleted on disk, and perhaps comes back."""
        if self.texts:
            path = self.root / self.rng.choice(sorted(self.texts))
            path.unlink(missing_ok=True)
            if self.rng.random() < 0.5:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("---\ntags: [Back Again]\n---\nBack.\n")

    def save_elsewhere(self) -> None:
        """A note changes on disk and in the editor at the same time."""
        if self.texts:
            path = self.root / self.rng.choice(sorted(self.texts))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("---\ntags: [From Elsewhere]\n---\n[[Ada]]\n")
            self.type()

    def outside(self) -> None:
        for folder in ("Clips", "People"):
            (self.root / folder).mkdir(exist_ok=True)
        config = (self.root / "vault-tools.yaml").read_bytes()
        edit(self.rng, self.root, CONFIG)
        (self.root / "vault-tools.yaml").write_bytes(config)

    def save_all(self) -> None:
        for path, text in self.texts.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(text.encode())
            self.client.notify("textDocument/didSave", self.client.of(path))


def found_by(client: Client) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in client.request("vaultTools/findings", {"limit": 1000})["findings"]:
        found.setdefault(finding["path"], []).append((finding["rule"], finding["message"]))
    return {path: sorted(of_note) for path, of_note in found.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_walk_ends_where_a_check_does(vault, seed: int) -> None:
    rng = random.Random(seed)
    root = vault({**NOTES, "vault-tools.yaml": CONFIG})
    with Client(root, initializationOptions={"severity": "info"}) as client:
        editor = Editor(client, root, rng)
        for number in range(1, STEPS + 1):
            editor.step()
            if number % (STEPS // 4) == 0:
                editor.save_all()
                wanted = checked(root)
                assert settled(client, wanted) == wanted
                for path in editor.texts:
                    assert pulled(client, path, wanted.get(path, [])) == wanted.get(path, [])


def settled(client: Client, wanted: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """The server's findings, once it has noticed what happened."""
    while (found := found_by(client)) != wanted:
        client.until("vaultTools/status")
    return found


def pulled(client: Client, path: str, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The diagnostics of an open document, once the vault is loaded: a touched configuration is read again,
    and in the meantime a document is checked on its own."""
    while (found := sorted((i["code"], i["message"]) for i in client.pull(path))) != wanted:
        client.until("vaultTools/status")
    return found
