"""The direction of imports: pure inside, I/O at the edge, and a fast start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from each_of import each_of

import vault_tools

PACKAGE = Path(vault_tools.__file__).parent

FOLDERS = (
    "messages",
    "note",
    "disk",
    "vault",
    "sections",
    "mocs",
    "lint",
    "rules",
    "report",
    "config",
    "session",
    "watch",
    "server",
    "plugin",
    "agents",
    "cli",
)
"""From the bottom up: a module imports only from its own folder and from those before it."""
ROOT = {
    *(
        "__init__",
        "digests",
        "errors",
        "lazy_dataclass",
        "lazy_module",
        "lazy_re",
        "memo",
        "modules",
        "packing",
    ),
    "printable",
}
"""Top-level modules that all may import; the others are entry points."""
ENTRIES = {"__main__", "posts"}
PUBLIC = PACKAGE.name
"""The package lists its public names, and imports them on demand."""
PURE = {"note", "vault", "sections", "mocs", "lint", "rules", "report", ""}
"""Folders in which nothing opens a file, reads a clock or reads the environment."""
WORLD = {
    *("asyncio", "builtins", "ctypes", "fcntl", "getpass", "glob", "http", "locale", "logging", "mmap"),
    *("multiprocessing", "os", "platform", "platformdirs", "random", "resource", "secrets", "select"),
    *("shutil", "signal", "site", "socket", "sqlite3", "stat", "subprocess", "tempfile"),
    *("threading", "time", "typer", "rich", "urllib.request", "uuid", "watchdog"),
}
HARMLESS = {
    "pathlib": {"PurePath", "PurePosixPath"},
    "io": {"BytesIO", "StringIO", "TextIOBase"},
    "importlib": set(),
    "sys": {"intern", "modules"},
}
"""Modules of which only these names are allowed; the module that finds modules may import by name."""
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
SPEAKING = {"open", "input", "print", "exec", "eval", "breakpoint", "__import__"}


def folder_of(module: str) -> str:
    """The folder of a module: `vault_tools.rules.empty_note` is in `rules`, a top-level module in ""."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FOLDERS else ""


def height_of(module: str) -> int:
    folder = folder_of(module)
    if folder:
        return FOLDERS.index(folder)
    return len(FOLDERS) if module.split(".")[-1] in ENTRIES else -1


def sources() -> dict[str, Path]:
    """Every module of the package, by full name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


SOURCES = sources()


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(SOURCES[name].read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) for each import at any depth; `name` is empty if the module itself is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from ((str(node.module), alias.name) for alias in node.names)


def arrows(name: str) -> Iterator[str]:
    """Our own modules that a module imports."""
    for module, part in imported(tree_of(name)):
        if module.split(".")[0] == PACKAGE.name:
            yield f"{module}.{part}" if f"{module}.{part}" in SOURCES else module


def test_every_module_has_its_place() -> None:
    beside = {name.split(".")[-1] for name in SOURCES if not folder_of(name)}
    assert beside == {PACKAGE.name, *ROOT - {"__init__"}, *ENTRIES}
    assert {folder_of(name) for name in SOURCES} == {*FOLDERS, ""}


@each_of("name", SOURCES)
def test_imports_point_down(name: str) -> None:
    upward = {target for target in arrows(name) if height_of(target) > height_of(name) and name != PUBLIC}
    assert upward == set()


def test_modules_import_in_no_circle() -> None:
    inside = {name: set(arrows(name)) & set(SOURCES) - {name, PACKAGE.name} for name in SOURCES}
    del inside[PUBLIC]
    done: set[str] = set()
    while ready := {name for name in inside if name not in done and inside[name] <= done}:
        done |= ready
    assert set(inside) - done == set()


@each_of("name", [name for name in SOURCES if folder_of(name) == "rules"])
def test_rule_sees_of_the_vault_only_what_its_verdict_is_kept_by(name: str) -> None:
    seen = {
        node.attr
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "vault"
    }
    of_mocs = {"once", "notes"} if name.endswith(("stale_moc", "broken_moc_markers")) else set()
    assert seen <= {"tags", "names", "links", "unique"} | of_mocs


PURE_SOURCES = [name for name in SOURCES if folder_of(name) in PURE and height_of(name) < len(FOLDERS)]


@each_of("name", PURE_SOURCES)
def test_inner_module_imports_nothing_of_the_world(name: str) -> None:
    reached = {
        f"{module}.{part}".rstrip(".")
        for module, part in imported(tree_of(name))
        if {module, module.split(".")[0]} & WORLD or part not in HARMLESS.get(module, {part})
    }
    if name in ("vault_tools.modules", "vault_tools.lazy_module", PUBLIC):
        reached -= {"importlib", "importlib.import_module", "os.listdir"}
    assert reached == set()


@each_of("name", PURE_SOURCES)
def test_inner_module_asks_no_clock_and_opens_nothing(name: str) -> None:
    calls = [node.func for node in ast.walk(tree_of(name)) if isinstance(node, ast.Call)]
    clocks = {call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS}
    spoken = {call.id for call in calls if isinstance(call, ast.Name) and call.id in SPEAKING}
    if name == "vault_tools.lazy_dataclass":
        spoken -= {"exec"}  # only of its own data
    assert clocks | spoken == set()


def test_the_walk_sees_hidden_imports() -> None:
    hidden = "def f():\n    if TYPE_CHECKING:\n        import os.path\n    from pathlib import Path\n"
    assert set(imported(ast.parse(hidden))) == {("os.path", ""), ("pathlib", "Path")}
    assert "vault_tools.lint.outcome" in set(arrows("vault_tools.report.formats.concise"))


RUN = "from vault_tools.cli.program import main; sys.argv[1:] = "
NOTE = str(PACKAGE.parent / "tests" / "data" / "sections" / "clean-vocabulary-cards.md")
SLOW = {"frontmatter", "jinja2", "pathspec", "pydantic", "rapidfuzz", "rich", "ruamel", "watchdog", "yaml"}


@each_of(
    "statement, late",
    [
        ("from vault_tools.cli.app import app_of; app_of()", SLOW),
        (
            "from vault_tools.posts import loads; loads(b'---\\na: 1\\n---\\n')",
            SLOW - {"frontmatter", "yaml"},
        ),
        (
            "from vault_tools.config.config import load_config; load_config()",
            {"pydantic", "rich", "ruamel", "yaml"},
        ),
        (
            "from vault_tools.config.config import load_config; load_config('keys: {title: {type: text}}')",
            {"pydantic", "pydantic_core", "rich", "ruamel", "pathspec"},
        ),
        (f"{RUN}['check', {NOTE!r}]; main()", SLOW - {"pathspec"} | {"click", "typer", "platformdirs"}),
        (
            "from vault_tools.cli.process import process; sys.argv[1:] = ['--version']; process()",
            SLOW | {"click", "typer", "sqlite3", "hashlib", "json"},
        ),
    ],
)
def test_what_is_slow_is_imported_late(statement: str, late: set[str]) -> None:
    assert imported_by(statement) & late == set()


LEAN = "from vault_tools.cli.lean_msgspec import import_lean; import_lean();"


def test_check_of_one_note_imports_little(tmp_path: Path) -> None:
    (tmp_path / "Note.md").write_text("---\ntags: [beer, Beer]\n---\nHops.\n")
    late = SLOW | {"click", "typer", "platformdirs", "dataclasses", "inspect", "typing_extensions"}
    imported = imported_by(f"{RUN}['check', {str(tmp_path / 'Note.md')!r}]; main()")
    assert imported & late == set()
    assert "msgspec" in imported


def test_who_unpacks_the_facts_of_a_note_of_mocs_imports_little(tmp_path: Path) -> None:
    """This happens at each commit of a note shown by MOCs."""
    (tmp_path / "Beers.md").write_text("%% vault-tools:begin beers %%\n%% vault-tools:end beers %%\n")
    imported = imported_by(
        f"{LEAN} from pathlib import Path; from vault_tools.config.config import load_config;"
        "from vault_tools.session.examine import ExamineRequest, examiner_of;"
        "from vault_tools.session.packed_facts import unpacked_facts;"
        "from vault_tools.session.index import NOTHING;"
        f"examiner = examiner_of(Path({str(tmp_path)!r}), load_config());"
        "facts = examiner.examine(ExamineRequest('Beers.md', NOTHING, None)).facts;"
        "assert unpacked_facts('Beers.md', facts).markers.blocks[0].name == 'beers'"
    )
    assert imported & {"dataclasses", "inspect"} == set()
    assert "msgspec" in imported


def imported_by(statement: str) -> set[str]:
    """The top-level packages that a process has imported after running this statement."""
    code = f"import atexit, sys; atexit.register(lambda: print(*sys.modules)); {statement}"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in (0, 1), done.stderr
    return {name.split(".")[0] for name in done.stdout.split()}


PACKED = "from vault_tools.packing import packed, unpacked;"


def test_lean_import_of_what_packs(tmp_path: Path) -> None:
    """Whoever imports the package afterwards gets all of it; what fails in it is imported as usual."""
    use = f"{PACKED} assert unpacked(packed([('a', 1)]), list[tuple[str, int]]) == [('a', 1)]"
    unused = {"uuid", "decimal", "platform", "textwrap", "typing_extensions"}
    assert imported_by(LEAN + use) & unused == set()
    rest = "import msgspec; assert msgspec.json.decode(b'[1]') == [1]; msgspec.inspect.type_info"
    assert {"uuid", "decimal", "textwrap"} <= imported_by(f"{LEAN} {use}; {rest}")
    fails = "import sys; sys.modules['msgspec._utils'] = None; "
    back = "; del sys.modules['msgspec._utils']; "
    assert "textwrap" in imported_by(f"{fails}{LEAN[:-1]}{back}{use}")
    kept = "import msgspec, uuid; assert msgspec.json.encode(uuid.UUID(int=1))"
    imported_by(f"import msgspec; {LEAN} {kept}")
    imported_by(f"{PACKED} {kept}")
