"""Files and configurations that break careless programs: each gets one clear line, and the run continues."""

import json
import os
import re
import resource
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from often import IN_CI

from vault_tools import printable
from vault_tools.session import workers

pytestmark = pytest.mark.usefixtures("time_limit")

HEALTHY = '---\ntags: ["#hops"]\n---\nSaaz grows near Žatec.\n'
MENDED = "---\ntags: [hops]\n---\nSaaz grows near Žatec.\n"


def block(yaml: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(f"---\n{yaml}\n---\nŽatec.\n")


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 100 * 1024 * 1024)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "Latin.md",
        lambda p: p.write_bytes(HEALTHY.encode("latin-1", "replace") + b"Br\xe4u"),
        "is not UTF-8: byte 0xe4",
    ),
    ("Nul.md", lambda p: p.write_bytes(HEALTHY.encode() + b"\0"), "contains a NUL byte"),
    ("Huge.md", sparse, "is larger than 10 MB"),
    ("Empty.md", Path.touch, "note is empty"),
    ("Pipe.md", os.mkfifo, "is not a regular file"),
    ("Broken.md", lambda p: p.symlink_to("nowhere.md"), "is a link"),
    ("Loop.md", lambda p: p.symlink_to("Loop.md"), "is a link"),
    ("Out.md", lambda p: p.symlink_to(p.parent.parent / "outside" / "Secret.md"), "is a link"),
    ("Device.md", lambda p: p.symlink_to("/dev/zero"), "is a link"),
    ("Folder.md", lambda p: p.symlink_to("."), "is a link"),
    ("Bomb.md", block(BOMB), "uses an alias more than 100 times"),
    ("Brackets.md", block("a: " + "[" * 25_000), "nested deeper than 64 levels"),
    ("Braces.md", block("a: " + "{a: " * 10_000 + "}" * 10_000), "nested deeper than 64 levels"),
    ("Dashes.md", block("a:\n  " + "- " * 10_000 + "x"), "nested deeper than 64 levels"),
    ("Steps.md", block("\n".join(" " * n + "a:" for n in range(500))), "nested deeper than 64 levels"),
    (
        "Long.md",
        block("\n".join(f"key{n}: malt" for n in range(20_000))),
        "is longer than 262,144",
    ),
    ("Digits.md", block(f"tags: [{'9' * 6_000}]"), "consists only of digits"),
    ("Object.md", block("tags: !!python/object/apply:os.system ['touch pwned']"), "holds a space"),
    ("Bell.md", block('tags: ["\x07\x1b[31m a"]'), "tag `\\x07\\x1b[31m a` contains `[`"),
    ("Template.md", block("title: {{title}}\ndate: <% tp.date.now() %>"), "contains template code `{{`"),
]
"""(name, how to create it, part of the one line reported)."""

NO_TEXT = ("is a link", "is not a regular file", "is larger than 10 MB")

ODD_NAMES = [
    (b"New\nline.md", "New\\nline.md"),
    (b"Esc\x1b]0;pwned\x07\x1b[2J.md", "Esc\\x1b]0;pwned\\x07\\x1b[2J.md"),
    ("C1\x9b31m.md".encode(), "C1\\x9b31m.md"),
    ("Turn\u202etxt.md".encode(), "Turn\\u202etxt.md"),
    (b"Raw\xff\xfe.md", "Raw\\udcff\\udcfe.md"),
]
"""(name of a healthy note in bytes, the name as shown)."""


@pytest.fixture
def bad_vault(vault, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A healthy note among all the others, with every possible way out of the vault."""
    if not IN_CI:  # else as many processes as for any 100 MB, which take as long as a test
        monkeypatch.setattr(workers, "_cores", lambda: 1)
    outside = vault({"Secret.md": HEALTHY}, "outside")
    odd = {os.fsdecode(name): HEALTHY for name, _ in ODD_NAMES}
    root = vault({".obsidian/app.json": "{}", "Healthy.md": HEALTHY, "Note.md/Inner.md": HEALTHY} | odd)
    for name, make, _ in BAD:
        make(root / name)
    (root / "Outside").symlink_to(outside)
    return root


def identity(path: Path) -> object:
    """What must not change: the bytes or, for anything without bytes, its kind."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        return os.readlink(path)
    plain = stat.S_ISREG(status.st_mode) and status.st_size <= 20_000_000
    return path.read_bytes() if plain else status[:6] + (status.st_mtime_ns,)


def lines_of(output: bytes, name: str) -> list[str]:
    return [line for line in output.decode().split("\n") if line.startswith(f"{name}:")]


def assert_printable(output: bytes) -> None:
    text = output.decode("utf-8")
    assert [c for c in text if c != "\n" and not c.isprintable()] == []


def unwrapped(output: bytes) -> bytes:
    """The output with each diagnostic on one line, as before wrapping."""
    return re.sub(rb"\n {8}(?=\S)", b" ", output)


def assert_one_line_each(output: bytes) -> None:
    for name, _, message in BAD:
        (line,) = lines_of(output, f"vault/{name}")
        assert message in line


@pytest.mark.parametrize(("output_format", "cores"), [("concise", 2), ("full", 1)])
def test_check_goes_on_past_every_bad_file(
    bad_vault: Path, call, monkeypatch: pytest.MonkeyPatch, output_format: str, cores: int
) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: cores)
    done = call("check", bad_vault, "--output-format", output_format)
    assert done.returncode == 1
    said = unwrapped(done.stdout) if output_format == "full" else done.stdout
    assert_one_line_each(said)
    for name in ["Healthy.md", "Note.md/Inner.md", *(shown for _, shown in ODD_NAMES)]:
        (line,) = lines_of(said, f"vault/{name}")
        assert "malformed-tag" in line
    assert_printable(done.stdout)
    assert_printable(done.stderr)
    assert done.stderr.decode().splitlines() == [
        "25 errors and 3 warnings in 28 of 28 notes. `vault-tools fix` fixes 7,",
        "`--unsafe-fixes` fixes 2 more.",
        "Most frequent: malformed-tag (10, 7 with a safe fix), unreadable-note (10),",
        "invalid-frontmatter (7).",
        "Next: `vault-tools fix --diff` to see the fixes, `--statistics` to count by",
        "rule, `--write-baseline` to see only new problems.",
    ]


def test_fix_mends_the_healthy_and_leaves_the_bad(bad_vault: Path, call, tmp_path: Path) -> None:
    before = {name: identity(bad_vault / name) for name, _, _ in BAD}
    done = call("fix", bad_vault, "--output-format", "concise")
    assert done.returncode == 0
    assert_one_line_each(done.stdout)
    assert_printable(done.stdout)
    assert_printable(done.stderr)
    assert {name: identity(bad_vault / name) for name, _, _ in BAD} == before
    for name in [b"Healthy.md", b"Note.md/Inner.md", *(name for name, _ in ODD_NAMES)]:
        assert (bad_vault / os.fsdecode(name)).read_text() == MENDED
    assert (tmp_path / "outside" / "Secret.md").read_text() == HEALTHY
    assert not list(tmp_path.rglob("pwned"))
    assert not [path for path in tmp_path.rglob(".*") if path.name != ".obsidian"]
    again = call("fix", bad_vault, "--output-format", "concise")
    assert again.stderr.startswith(b"Nothing that can be fixed safely")


def test_bad_files_that_are_named_get_the_same_line(bad_vault: Path, call) -> None:
    named = {name: message for name, _, message in BAD if name != "Folder.md"}
    done = call("check", *(bad_vault / name for name in named), "--output-format", "json")
    assert done.returncode == 1
    found = [(d["path"], d["message"]) for d in json.loads(done.stdout)["diagnostics"]]
    assert sorted(path for path, _ in found) == sorted(named)
    assert [(path, message) for path, message in found if named[path] not in printable.shown(message)] == []
    assert done.stderr == b""


def test_diff_shows_no_escape_code_of_a_file_name(bad_vault: Path, call) -> None:
    done = call("fix", bad_vault, "--diff")
    assert done.returncode == 1
    assert done.stdout.count(b"\n+tags: [hops]\n") == 2 + len(ODD_NAMES)
    assert_printable(done.stdout)


@pytest.mark.parametrize("command", ["check", "fix"])
def test_linked_folder_does_not_lead_out_of_the_vault(
    bad_vault: Path, call, tmp_path: Path, command: str
) -> None:
    for path in ("Outside", "Outside/Secret.md"):
        call(command, bad_vault / path)
        assert (tmp_path / "outside" / "Secret.md").read_text() == HEALTHY


def test_files_that_are_no_notes_are_not_made_into_some(vault, call) -> None:
    files = {
        "vault-tools.yaml": "keys: {title: {required: true}}\n",
        "data.json": "{}\n",
        "Board.canvas": "{}\n",
    }
    root = vault(files)
    done = call("fix", *(root / name for name in files))
    assert {name: (root / name).read_text() for name in files} == files
    assert b"Traceback" not in done.stderr


# Notes that can be read and not written


def make_read_only(path: Path) -> None:
    path.chmod(0o444)


def give_a_second_name(path: Path) -> None:
    os.link(path, path.with_suffix(".txt"))


@pytest.mark.parametrize(
    ("close", "reason"), [(make_read_only, "is read-only"), (give_a_second_name, "second name")]
)
def test_note_that_can_not_be_written(vault, call, close: Callable[[Path], None], reason: str) -> None:
    root = vault({".obsidian/app.json": "{}", "Closed.md": HEALTHY, "Healthy.md": HEALTHY})
    close(root / "Closed.md")
    done = call("fix", root)
    assert done.returncode == 1
    (line,) = lines_of(done.stderr, "Closed.md")
    assert "not written" in line
    assert reason in line
    assert (root / "Closed.md").read_text() == HEALTHY
    assert (root / "Healthy.md").read_text() == MENDED
    assert done.stdout == b"vault/Healthy.md: fixed malformed-tag\n"


def test_note_that_can_not_be_written_is_no_failure_of_a_diff(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Closed.md": HEALTHY})
    make_read_only(root / "Closed.md")
    assert b"+tags: [hops]\n" in call("fix", "--diff", root).stdout


def test_read_only_note_that_needs_no_fix_is_no_failure(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Closed.md": MENDED})
    make_read_only(root / "Closed.md")
    assert call("fix", root).returncode == 0


def test_full_disk_is_said_and_leaves_the_note(vault, cli) -> None:
    text = HEALTHY + "Saaz.\n" * 30_000
    root = vault({".obsidian/app.json": "{}", "Long.md": text, "Short.md": HEALTHY})
    done = cli("fix", root, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)))
    assert done.returncode == 1
    (line,) = lines_of(done.stderr, "Long.md")
    assert line == "Long.md: not written: File too large"
    assert (root / "Long.md").read_text() == text
    assert (root / "Short.md").read_text() == MENDED
    assert {path.name for path in root.iterdir()} == {".obsidian", "Long.md", "Short.md"}


def test_nothing_is_fixed_that_could_not_be_undone(vault, cli) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": HEALTHY})
    done = cli("fix", root, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)))
    assert done.returncode == 2
    assert b"nothing is written without this journal: make room" in done.stderr
    assert (root / "Saaz.md").read_text() == HEALTHY
    assert {path.name for path in root.iterdir()} == {".obsidian", "Saaz.md"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_closed_notes_and_folders(vault, call) -> None:
    root = vault(
        {".obsidian/app.json": "{}", "Closed.md": HEALTHY, "Shut/Note.md": HEALTHY, "Fixed/Note.md": HEALTHY}
    )
    modes = {"Closed.md": 0, "Shut": 0, "Fixed": 0o555}
    for name, mode in modes.items():
        (root / name).chmod(mode)
    done = call("fix", root, "--show-left")
    for name in modes:
        (root / name).chmod(0o755)
    assert done.returncode == 1
    said = unwrapped(done.stdout)
    assert (
        b"vault/Closed.md:1:1: error unreadable-note: `Closed.md` can't be read: Permission denied\n" in said
    )
    assert b"vault/Shut:1:1: error unreadable-note: `Shut` can't be read: Permission denied\n" in said
    assert done.stderr.startswith(b"Fixed/Note.md: not written: Permission denied\n")


# Standard input


@pytest.mark.parametrize("name", [name for name, _, said in BAD if said not in NO_TEXT])
def test_bad_text_on_standard_input_comes_back_as_it_was(vault, call, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    {name: make for name, make, _ in BAD}[name](path)
    root = vault({".obsidian/app.json": "{}"})
    done = call("fix", "-", "--stdin-filename", root / "Other.md", stdin=path.read_bytes())
    assert done.stdout == path.read_bytes()
    assert done.returncode == 0
    rules, *left = done.stderr.decode().splitlines()
    assert re.fullmatch(r"Left: [a-z-]+ \(1\)\.", rules)
    assert " ".join(left).startswith("Nothing that can be fixed safely, 1 problem left.")


def test_standard_input_is_no_longer_than_a_note(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}"})
    data = HEALTHY.encode() + b"x" * 11 * 1024 * 1024
    done = call("check", "-", "--stdin-filename", root / "Long.md", stdin=data)
    assert unwrapped(done.stdout).startswith(
        b"vault/Long.md:1:1: error unreadable-note: `Long.md` is larger than 10 MB"
    )
    assert done.returncode == 1
    assert call("fix", "-", "--stdin-filename", root / "Long.md", stdin=data).stdout == data


@pytest.mark.parametrize(("name", "shown"), ODD_NAMES, ids=["line", "escape", "c1", "bidi", "raw"])
@pytest.mark.parametrize("args", [["check", "-"], ["fix", "-", "--diff"]], ids=lambda args: args[-1])
def test_odd_name_for_standard_input(vault, call, name: bytes, shown: str, args: list[str]) -> None:
    root = vault({".obsidian/app.json": "{}"})
    done = call(*args, "--stdin-filename", root / os.fsdecode(name), stdin=HEALTHY.encode())
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert_printable(done.stdout)
    assert args[-1] == "--diff" or done.stdout.decode().startswith(f"vault/{shown}:2:8: ")


# Configurations

ALLOWED = "allowed: language, "
CONFIGS: list[tuple[str | bytes, str, str]] = [
    ("excludes: [a]\n", "1:1", f"`excludes` is not known here; {ALLOWED}"),
    ("exclude: []\nlanguagé: zh\n", "2:1", f"`languagé` is not known here; {ALLOWED}"),
    ("key_order: [title]\n", "1:1", "key-order"),
    ("keys:\n  title: {typ: text}\n", "2:11", "allowed: type, required"),
    ("keys:\n  title: {type: txt}\n", "2:11", "'checkbox', 'date' or 'datetime', not `txt`"),
    ("keys:\n  title:\n    required: 'yes'\n", "3:5", "`keys.title.required` should be"),
    ("keys:\n  啤酒: {required: 1}\n", "2:8", "`keys.啤酒.required` should be"),
    ("keys: [title]\n", "1:1", "`keys` should be a mapping"),
    ("keys:\n  title: text\n", "2:3", "`keys.title` should be a mapping"),
    ("exclude: Templates/\n", "1:1", "`exclude` should be a"),
    ("exclude: [a, 1]\n", "1:14", "should be a"),
    ("key-order: title\n", "1:1", "`key-order` should be a"),
    ("exclude: ['!']\n", "1:11", "`!` is not a .gitignore pattern"),
    ("exclude:\n- Templates/\n- '[z-a]'\n", "3:3", "`[z-a]` is not a .gitignore pattern"),
    ("profiles:\n- match: '!'\n", "2:3", "`!` is not a .gitignore pattern"),
    ("profiles:\n- keys: {}\n", "2:3", "`profiles`, item 1: `match` is missing"),
    ("profiles:\n- match: x\n  keys:\n    a: {typ: 1}\n", "4:9", "allowed: type, required"),
    ("rules: [malformed-tag]\n", "1:1", "`rules` should be a mapping"),
    (
        "rules:\n  malformed-tags: {}\n",
        "2:3",
        "`rules.malformed-tags` unknown rule `malformed-tags`; did you mean `malformed-tag`?",
    ),
    ("rules:\n  select: [all, nope]\n", "2:17", "unknown rule `nope`; `vault-tools rules`"),
    ("rules:\n  ignore: [nope]\n", "2:12", "unknown rule `nope`; `vault-tools rules`"),
    ("rules:\n  select: all\n", "2:3", "`rules.select` should be a"),
    (
        "rules:\n  malformed-date: {ordr: x}\n",
        "2:20",
        "is not an option of this rule; allowed: severity, order",
    ),
    ("rules:\n  malformed-date: {order: x}\n", "2:20", "'day-first' or 'month-first', not `x`"),
    ("rules:\n  malformed-date: {severity: fatal}\n", "2:20", "'error', 'warning' or 'info', not `fatal`"),
    ("rules:\n  malformed-date: off\n", "2:3", "`rules.malformed-date` should be a mapping"),
    ("status: {on-conflict: never}\n", "1:10", "'report', 'status' or 'draft', not `never`"),
    ("keys: {s: {values: [a, b], default: c}}\n", "1:28", "`c` is not among `values`"),
    ("keys:\n  a: {aliases: [b]}\n  b: {}\n", "2:17", "`b` already"),
    ("- exclude\n- keys\n", "1:1", f"should be a mapping; {ALLOWED}"),
    ("hops\n", "1:1", f"should be a mapping; {ALLOWED}"),
    ("keys: {}\nkeys: {}\n", "2:1", "duplicate key"),
    ("keys: [a\n", "2:1", "is not YAML"),
    ("keys:\n\ttitle: {}\n", "2:1", "is not YAML"),
    ("keys: {}\n---\nkeys: {}\n", "2:1", "is not YAML"),
    ("keys: {}\ntitle: *x\n", "2:8", "is not YAML"),
    ("keys: {}\nexclude: [\x1b[31m]\n", "2:12", "is not YAML"),
    ("keys: {}\n\0", "2:2", "is not YAML"),
    ("keys: " + "[" * 25_000 + "\n", "1:", "nested"),
    ("keys: !!python/object/apply:os.system ['touch pwned']\n", "1:1", "should be a mapping"),
    (b"keys: {}\nexclude: [Br\xe4u]\n", "2:13", "is not UTF-8"),
    ("keys: {}\n".encode("utf-16"), "1:1", "is not UTF-8"),
]


@pytest.mark.parametrize(("text", "place", "problem"), CONFIGS, ids=range(len(CONFIGS)))
def test_bad_configuration_is_one_line(vault, call, text: str | bytes, place: str, problem: str) -> None:
    root = vault({"vault-tools.yaml": text, "Healthy.md": HEALTHY})
    done = call("fix", ".", cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert_printable(done.stderr)
    line = done.stderr.decode().removesuffix("\n")
    assert line.startswith(f"error: {root}/vault-tools.yaml:{place}")
    assert problem in line
    assert "\n" not in line.replace("\\n", "\n")
    assert len(line) < 500
    assert (root / "Healthy.md").read_text() == HEALTHY
    assert not (root / "pwned").exists()


def test_bad_configuration_stops_the_whole_process(vault, cli) -> None:
    root = vault({"vault-tools.yaml": "keys:\n  title: {typ: text}\n", "Healthy.md": HEALTHY})
    for command in ("check", "fix"):
        done = cli(command, "Healthy.md", cwd=root)
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.startswith(b"error: ")
        assert b"/vault-tools.yaml:2:11: `keys.title.typ` is not known here; allowed: type, " in done.stderr
        assert done.stderr.count(b"\n") == 1


FOUND_IN_HEALTHY = (
    "1 error in 1 note. `vault-tools fix` fixes 1.",
    "Next: `vault-tools fix --diff` to see the fixes, `--write-baseline` to see only",
    "new problems.",
)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("vault-tools.yaml", 2, ["error: {root}/vault-tools.yaml: is not a regular file"]),
        (".obsidian/app.json", 1, FOUND_IN_HEALTHY),
        (".obsidian/types.json", 1, FOUND_IN_HEALTHY),
    ],
)
def test_configuration_that_is_a_pipe_does_not_hang(
    vault, call, name: str, code: int, said: Sequence[str]
) -> None:
    root = vault({".obsidian/x.json": "", "Healthy.md": HEALTHY})
    os.mkfifo(root / name)
    done = call("check", root)
    assert done.returncode == code
    assert done.stderr.decode().splitlines() == [line.format(root=root) for line in said]


def test_alias_bomb_in_the_configuration_does_not_hang(vault, cli) -> None:
    root = vault({"vault-tools.yaml": BOMB, "Healthy.md": HEALTHY})
    memory = 2 * 1024**3
    done = cli("check", root, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)))
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", ["app.json", "types.json", "templates.json"])
@pytest.mark.parametrize("text", [b"{", b"\xff", b'{"types": {}} x', b"[" * 100_000], ids=range(4))
def test_broken_settings_of_obsidian_are_one_line(vault, call, name: str, text: bytes) -> None:
    done = call("check", vault({f".obsidian/{name}": text, "Healthy.md": HEALTHY}))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: ")
    assert f".obsidian/{name}".encode() in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "types",
    ["null", "[]", '"x"', "7", '{"a": ["x"]}', '{"a": {}}', '{"a": null}', '{"a": "hop", "": "text"}'],
)
def test_strange_types_of_obsidian_are_passed_over(vault, call, types: str) -> None:
    root = vault({".obsidian/types.json": f'{{"types": {types}}}', "Healthy.md": HEALTHY})
    done = call("check", root)
    assert done.returncode == 1
    assert done.stdout.startswith(b"vault/Healthy.md:2:8: error malformed-tag")
