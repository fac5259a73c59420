"""The direction of imports: pure inside, the world at the edge, and a quick start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import vault_tools

PACKAGE = Path(vault_tools.__file__).parent

LAYERS = """
    vault_tools errors
    pattern
    text spelling mentions dates links
    blocks language
    near generated moc
    yaml12
    yaml_writer frontmatter value_kind
    folds prose sentences markers
    markdown
    note
    obsidian_linter
    ignored
    names tags
    schema
    rewrite
    repair infer
    facts
    usage vocabulary
    vault
    passages
    bilingual
    survey
    gaps pieces
    cuts
    tag_edits mocs
    rule
    rules
    flagged flags fingerprint
    explain rename
    posts
    engine
    config_section
    config_moc
    obsidian config_file
    config
    config_edit config_schema
    report
    baseline settings proposal
    state change placeholders
    disk folder journal lock recovery git interrupt streams
    baseline_file
    first_run
    output index
    exchange staging
    held
    swap
    writing
    undo
    examine
    workers verdict one_note
    known_notes
    config_writing reading
    session
    run staged hook_file
    target
    hook
    watch service
    cli_complete cli_help
    cli_options
    cli_undo
    cli_words cli_hook
    cli_moc cli_cache cli_init cli_watch
    cli_service
    cli
    __main__
"""
"""From the bottom up: a module imports from the lines above its own. A package counts as one module."""

HEIGHT = {name: height for height, line in enumerate(LAYERS.strip().splitlines()) for name in line.split()}
PURE = sorted(name for name, height in HEIGHT.items() if height <= HEIGHT["proposal"])
FOUND_AT_RUN_TIME = {("rule", "rules")}
"""The registry looks up its rules when it is first asked for them."""

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
    "sys": {"intern"},
}
"""Of these modules only some names are let by; the registry alone may import by name."""
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
SPEAKING = {"open", "input", "print", "exec", "eval", "breakpoint", "__import__"}


def layer_of(module: str) -> str:
    """`vault_tools.rules.empty_note` is of `rules`."""
    return module.split(".")[1] if "." in module else module


def sources() -> dict[str, ast.Module]:
    """Every module of the package, parsed, by its full name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


SOURCES = sources()


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) for each import at any depth; the name is empty where the module itself is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from ((str(node.module), alias.name) for alias in node.names)


def arrows(name: str) -> Iterator[tuple[str, str]]:
    """(from layer, to layer) for each import of our own modules."""
    for module, part in imported(SOURCES[name]):
        if module.split(".")[0] == PACKAGE.name:
            target = f"{module}.{part}" if f"{module}.{part}" in SOURCES else module
            yield layer_of(name), layer_of(target)


def test_every_module_has_its_place() -> None:
    assert {layer_of(name) for name in SOURCES} == set(HEIGHT)


@pytest.mark.parametrize("name", SOURCES)
def test_imports_point_down(name: str) -> None:
    upward = {
        f"{source} -> {target}"
        for source, target in arrows(name)
        if source != target and (source, target) not in FOUND_AT_RUN_TIME
        if HEIGHT.get(target, -1) >= HEIGHT.get(source, len(HEIGHT))
    }
    assert upward == set()


def test_modules_of_one_package_import_in_no_circle() -> None:
    inside = {
        name: {f"{m}.{part}" if f"{m}.{part}" in SOURCES else m for m, part in imported(tree)} & set(SOURCES)
        for name, tree in SOURCES.items()
        if name.count(".") == 2
    }
    done: set[str] = set()
    while ready := {name for name in inside if name not in done and inside[name] & set(inside) <= done}:
        done |= ready
    assert set(inside) - done == set()


@pytest.mark.parametrize("name", [name for name in SOURCES if layer_of(name) == "rules"])
def test_rule_sees_of_the_vault_only_what_its_verdict_is_kept_by(name: str) -> None:
    seen = {
        node.attr
        for node in ast.walk(SOURCES[name])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "vault"
    }
    of_mocs = {"once", "notes"} if name.endswith(("stale_moc", "broken_moc_markers")) else set()
    assert seen <= {"tags", "names"} | of_mocs


PURE_SOURCES = [name for name in SOURCES if layer_of(name) in PURE]


@pytest.mark.parametrize("name", PURE_SOURCES)
def test_inner_module_imports_nothing_of_the_world(name: str) -> None:
    reached = {
        f"{module}.{part}".rstrip(".")
        for module, part in imported(SOURCES[name])
        if {module, module.split(".")[0]} & WORLD or part not in HARMLESS.get(module, {part})
    }
    if name == "vault_tools.rule":
        reached -= {"importlib"}
    assert reached == set()


@pytest.mark.parametrize("name", PURE_SOURCES)
def test_inner_module_asks_no_clock_and_opens_nothing(name: str) -> None:
    calls = [node.func for node in ast.walk(SOURCES[name]) if isinstance(node, ast.Call)]
    clocks = {call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS}
    spoken = {call.id for call in calls if isinstance(call, ast.Name) and call.id in SPEAKING}
    assert clocks | spoken == set()


def test_the_walk_sees_hidden_imports() -> None:
    hidden = "def f():\n    if TYPE_CHECKING:\n        import os.path\n    from pathlib import Path\n"
    assert set(imported(ast.parse(hidden))) == {("os.path", ""), ("pathlib", "Path")}
    assert ("rule", "rules") in set(arrows("vault_tools.rule"))
    assert ("report", "rule") in set(arrows("vault_tools.report.concise"))


SLOW = {"frontmatter", "jinja2", "pathspec", "pydantic", "rapidfuzz", "rich", "ruamel", "watchdog", "yaml"}


@pytest.mark.parametrize(
    ("statement", "late"),
    [
        ("import vault_tools.cli", SLOW),
        (
            "from vault_tools.posts import loads; loads(b'---\\na: 1\\n---\\n')",
            SLOW - {"frontmatter", "yaml"},
        ),
        ("from vault_tools.config import load_config; load_config()", {"pydantic", "rich", "ruamel"}),
    ],
)
def test_what_is_slow_is_imported_late(statement: str, late: set[str]) -> None:
    code = f"{statement}; import sys; print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert {name.split(".")[0] for name in done.stdout.split()} & late == set()
