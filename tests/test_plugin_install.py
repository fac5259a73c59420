"""Installing the plugin in a vault: what is written, what is never overwritten, and what is reported."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vault_tools
from vault_tools.plugin.files import plugin_files

FILES = ("main.js", "manifest.json", "styles.css")
NODE = shutil.which("node")


@pytest.fixture
def opened(vault) -> Path:
    """A vault that Obsidian has opened before."""
    return vault({".obsidian/app.json": "{}", "Note.md": "text\n"})


def folder_of(root: Path, settings: str = ".obsidian") -> Path:
    return root / settings / "plugins" / "vault-tools"


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_install_update_and_uninstall_leave_nothing_else(opened: Path, call, home: Path) -> None:
    before = contents(opened)
    assert call("plugin", "status", opened).returncode == 3
    assert call("plugin", "install", opened).returncode == 0
    assert {name for name in contents(opened) if name not in before} == {
        f".obsidian/plugins/vault-tools/{name}" for name in FILES
    }
    assert call("plugin", "status", opened).returncode == 0
    assert call("plugin", "install", opened).returncode == 0
    assert call("plugin", "update", opened).returncode == 0
    assert call("plugin", "uninstall", opened).returncode == 0
    assert contents(opened) == before


def test_where_the_program_is_stands_outside_of_the_vault(opened: Path, call, home: Path) -> None:
    call("plugin", "install", opened)
    told = json.loads((home / "state" / "vault-tools" / "program.json").read_text("utf-8"))
    assert told == {"command": [sys.executable, "-P", "-m", "vault_tools"]}
    assert all(sys.executable.encode() not in data for data in contents(opened).values())
    assert sys.executable.encode() in call("plugin", "status", opened).stdout


def test_program_imports_nothing_from_the_vault(opened: Path, call, home: Path) -> None:
    """The files in a vault may come from anybody."""
    call("plugin", "install", opened)
    told = json.loads((home / "state" / "vault-tools" / "program.json").read_text("utf-8"))
    (opened / "vault_tools").mkdir()
    for trap in ("vault_tools/__init__.py", "yaml.py", "json.py"):
        (opened / trap).write_text("raise SystemExit(99)\n")
    command = [*told["command"], "--version"]
    done = subprocess.run(command, cwd=opened, capture_output=True, check=False)
    assert (done.returncode, done.stdout.split()[:1]) == (0, [b"vault-tools"])


def test_settings_folder_may_have_any_name(vault, call) -> None:
    root = vault({".settings of pc/app.json": "{}", ".git/config": "", "Note.md": ""})
    assert call("plugin", "install", root).returncode == 0
    assert (folder_of(root, ".settings of pc") / "main.js").is_file()


def test_one_of_several_settings_folders_is_chosen(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", ".phone/app.json": "{}"})
    refused = call("plugin", "install", root)
    assert (refused.returncode, b".obsidian, .phone" in refused.stderr) == (2, True)
    assert call("plugin", "install", root, "--settings-folder", ".phone").returncode == 0
    assert folder_of(root, ".phone").is_dir()
    assert not folder_of(root).exists()


@pytest.mark.parametrize("name", ["..", ".", "../other", ".none", "Note.md", ""])
def test_settings_folder_is_a_folder_of_the_vault(name: str, vault, call) -> None:
    root = vault({"Note.md": "", ".git/config": ""})
    (root.parent / "other").mkdir()
    before = contents(root.parent)
    assert call("plugin", "install", root, "--settings-folder", name).returncode == 2
    assert contents(root.parent) == before


@pytest.mark.parametrize("name", FILES)
def test_file_of_others_is_left_alone(name: str, opened: Path, call) -> None:
    theirs = folder_of(opened) / name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b'{"id": "vault-tools", "author": "somebody"}')
    before = contents(opened)
    for command in ("install", "update", "uninstall", "status"):
        done = call("plugin", command, opened)
        assert (done.returncode, str(theirs).encode() in done.stderr) == (2, True)
    assert contents(opened) == before


@pytest.mark.parametrize("link", [".obsidian/plugins", ".obsidian/plugins/vault-tools"])
def test_nothing_is_written_through_a_link(link: str, opened: Path, call, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (opened / link).parent.mkdir(exist_ok=True)
    (opened / link).symlink_to(elsewhere)
    assert call("plugin", "install", opened).returncode == 2
    assert not contents(elsewhere)


def test_vault_that_is_reached_by_a_link_is_the_same(opened: Path, call, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(opened)
    assert call("plugin", "install", tmp_path / "linked").returncode == 0
    assert (folder_of(opened) / "main.js").is_file()


def test_settings_of_the_user_survive(opened: Path, call) -> None:
    call("plugin", "install", opened)
    data = folder_of(opened) / "data.json"
    data.write_text("{}")
    call("plugin", "update", opened)
    assert call("plugin", "uninstall", opened).returncode == 0
    assert [path.name for path in folder_of(opened).iterdir()] == ["data.json"]


def test_other_version_is_named_and_updated(opened: Path, call) -> None:
    call("plugin", "install", opened)
    manifest = folder_of(opened) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(vault_tools.__version__.encode(), b"0.0.1"))
    status = call("plugin", "status", opened)
    assert status.returncode == 1
    assert b"0.0.1" in status.stdout
    assert vault_tools.__version__.encode() in status.stdout
    assert b"vault-tools plugin update" in status.stdout
    assert call("plugin", "update", opened).returncode == 0
    assert call("plugin", "status", opened).returncode == 0


def test_what_is_not_there_is_not_updated_nor_removed(opened: Path, call) -> None:
    for command in ("update", "uninstall"):
        assert call("plugin", command, opened).returncode == 2


def test_vault_that_was_never_opened_is_named(vault, call) -> None:
    done = call("plugin", "install", vault({"Note.md": ""}))
    assert (done.returncode, b"open the vault in Obsidian once" in done.stderr) == (2, True)


def test_folder_that_can_not_be_written_is_named(opened: Path, call) -> None:
    (opened / ".obsidian" / "plugins").write_text("a file")
    done = call("plugin", "install", opened)
    assert (done.returncode, b"error: " in done.stderr, b"Traceback" in done.stderr) == (2, True, False)


def test_manifest_is_of_this_version() -> None:
    manifest = json.loads(plugin_files()["manifest.json"])
    assert manifest["version"] == vault_tools.__version__
    assert manifest["isDesktopOnly"]


def test_installed_file_holds_each_module_as_it_stands() -> None:
    main = plugin_files()["main.js"].decode()
    modules = sorted(Path(vault_tools.__file__).parent.glob("plugin/*.js"))
    assert len(modules) > 5
    for module in modules:
        assert module.read_text("utf-8") in main
    required = set(re.findall(r'require\("(\./[^"]+)"\)', main))
    assert required | {"./main.js"} == {f"./{module.name}" for module in modules}


@pytest.mark.skipif(NODE is None, reason="no node here")
def test_installed_file_is_a_script() -> None:
    main = plugin_files()["main.js"]
    done = subprocess.run([NODE, "--check", "-"], input=main, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
