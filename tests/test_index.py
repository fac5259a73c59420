"""The index: a run with it has the same result as one without, whatever happened to notes and index."""

import gc
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from often import long, often
from pathspec import PathSpec
from reliability.index_kill import wrong_answers
from started import run as run_program
from started import started

from vault_tools.config.load import read_config
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.mocs.kept import KeptMocs, KeptRows
from vault_tools.session import examine, index, known_usage, mocs_in_index, workers
from vault_tools.session.index import Index
from vault_tools.session.index_tables import KEPT_KEYS
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.read_vault import read_vault
from vault_tools.session.run import notes_below, run
from vault_tools.session.workers import processes

FIX = Mode(fix=True, write=True)
CONFIG = """
keys: {tags: {type: tags}, status: {values: [evergreen, draft]}, people: {type: list, names: people},
  video: {unique: true}}
names: {people: {notes: People/, mentions: true}}
profiles:
  - {match: "Clips/**", keys: {source: {required: true}}}
mocs:
  - {name: tags, each: tags, note: "MOC/{value}.md"}
  - {name: health, kind: health, note: MOC/Health.md}
rules: {select: [all, orphan-note, ambiguous-link]}
"""
LINKS = [
    "[[N]]",
    "[[N#Part M]]",
    "![[plan N.png]]",
    "[x](Clips/N.md)",
    "[[Clips/N#^b]]",
    "[[plan-n]]",
    "[[M]] [[N]]",
]
NOTES = {
    "Saaz.md": "---\ntags: [Hops, beer]\nstatus: evergreen\n---\nA hop.\n",
    "Pils.md": "---\ntags: [hops]\nstatus: finished\n---\nSee [[Saaz]] and Ada Hopper.\n",
    "Clips/Web.md": "---\ntags: hops\n---\n[...truncated for brevity...]\n",
    "People/Ada Hopper.md": "---\naliases: [Ada H]\n---\n",
    "Bad.md": "---\ntags: [open\n---\n",
}
SPELLINGS = ["Ada Hopper", "ada-hopper", "Ada H", "Li Wei", "li-wei", "Li-Wei", "2", "3"]


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """File times on this machine advance some hundred times a second, not every other second."""
    monkeypatch.setattr(examine, "UNSETTLED", 20_000_000)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The names of the notes opened during the test."""
    _listen()
    names: list[str] = []
    _WATCHING.append(names)
    yield names
    _WATCHING.pop()


_WATCHING: list[list[str]] = []


@cache
def _listen() -> None:
    """Install one audit hook for all tests, because hooks can't be removed and are called for every event."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and _WATCHING and str(arguments[0]).endswith(".md"):
            _WATCHING[-1].append(os.path.basename(str(arguments[0])))

    sys.addaudithook(hook)


def outcomes(
    root: Path,
    kept: Index | None = None,
    mode: Mode = CHECK,
    *,
    paths: Sequence[Path] = (),
    **options: object,
) -> list[Outcome]:
    """The outcomes for the vault, or for some notes."""
    config = read_config(root)
    found = notes_below(root, config, paths or [root])
    folders = () if paths else ("",)
    return list(run(root, config, found, mode, folders=folders, index=kept, **options))  # type: ignore[arg-type]


def age(root: Path) -> None:
    """Wait until file times have advanced so far that earlier writes count as settled."""
    probe, began = root.parent / "probe", os.stat(root).st_ctime_ns
    while (probe.touch(), os.stat(probe).st_ctime_ns)[1] < began + 2 * examine.UNSETTLED:
        pass


def test_unchanged_note_is_not_opened(vault, tmp_path: Path, opened: list[str]) -> None:
    root = vault({**NOTES, "vault-tools.yaml": CONFIG})
    age(root)
    kept = Index(tmp_path / "index")
    first = outcomes(root, kept)
    assert sorted(set(opened)) == sorted(os.path.basename(name) for name in NOTES)
    opened.clear()
    assert outcomes(root, kept) == first
    assert opened == []


def test_note_that_was_read_as_it_changed_is_opened_again(
    vault, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have changed again and look the same."""
    monkeypatch.setattr(examine, "UNSETTLED", 10**15)
    root, kept = vault(NOTES), Index(tmp_path / "index")
    first = outcomes(root, kept)
    opened.clear()
    assert outcomes(root, kept) == first
    assert sorted(set(opened)) == sorted(os.path.basename(name) for name in NOTES)


def test_only_what_changed_is_opened(vault, tmp_path: Path, opened: list[str]) -> None:
    root = vault({**NOTES, "vault-tools.yaml": CONFIG.replace("mentions: true", "mentions: false")})
    age(root)
    kept = Index(tmp_path / "index")
    outcomes(root, kept)
    opened.clear()
    vault({"Saaz.md": "---\ntags: [hops]\n---\n"})
    outcomes(root, kept)
    assert set(opened) == {"Saaz.md"}


CHANGES = [
    ('match: "Clips/**", keys: {source', 'match: "Clips/**", keys: {author', {"Web.md"}),
    ("mocs:\n  - {name: tags", "mocs:\n  - {name: words", set()),
    ("values: [evergreen, draft]", "values: [evergreen, draft, finished]", {"Saaz.md", "Web.md"}),
]


@pytest.mark.parametrize(("old", "new", "again"), CHANGES, ids=["profile", "moc", "key"])
def test_change_of_options_examines_again_what_it_concerns(
    vault, tmp_path: Path, opened: list[str], old: str, new: str, again: set[str]
) -> None:
    plain = CONFIG.replace("mentions: true", "mentions: false").replace("  - {name: health", "#")
    root = vault({**NOTES, "vault-tools.yaml": plain})
    age(root)
    kept = Index(tmp_path / "index")
    outcomes(root, kept)
    opened.clear()
    assert old in plain
    vault({"vault-tools.yaml": plain.replace(old, new)})
    assert outcomes(root, kept) == outcomes(root)
    read_by_the_second = len(NOTES)
    assert len(opened) - read_by_the_second == (0 if not again else 1 if again == {"Web.md"} else len(NOTES))


@pytest.mark.parametrize(
    "config", [CONFIG, re.sub(r"mocs:\n(  - .*\n)+", "", CONFIG)], ids=["mocs", "no-mocs"]
)
@pytest.mark.parametrize("few", [0, 3], ids=["all-counts-kept", "some-counts-kept"])
def test_same_result_with_and_without_over_random_edits(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, few: int
) -> None:
    monkeypatch.setattr(known_usage, "RECOUNTED", few)
    rng = random.Random(11)
    root = vault({**NOTES, "vault-tools.yaml": config})
    kept = Index(tmp_path / "index")
    for _ in range(often(4, 40)):
        for _ in range(rng.randrange(1, 3)):
            edit(rng, root, config)
        if rng.random() < 0.2:
            kept = Index(tmp_path / "index")
        if rng.random() < 0.2:
            twin = tmp_path / "twin"
            shutil.rmtree(twin, ignore_errors=True)
            shutil.copytree(root, twin)
            assert outcomes(root, kept, FIX) == outcomes(twin, None, FIX)
            assert texts(root) == texts(twin)
        if notes := sorted(root.rglob("*.md")):
            one = [rng.choice(notes)]
            assert outcomes(root, kept, paths=one) == outcomes(root, paths=one)
        assert outcomes(root, kept) == outcomes(root)
        assert read_vault(root, read_config(root), kept).notes == read_vault(root, read_config(root)).notes


def test_what_a_hook_says_of_some_notes_is_not_kept_as_said_of_all(vault, tmp_path: Path) -> None:
    tagged = {f"{n}.md": f"---\ntags: [{tag}]\n---\n" for n, tag in enumerate(["beer", "beer", "Beer"])}
    root = vault(
        {"vault-tools.yaml": "keys: {tags: {type: tags}}\n", "D.md": "---\ntags: []\n---\n", **tagged}
    )
    kept, config = Index(tmp_path / "index"), read_config(root)
    staged = notes_below(root, config, [root / "D.md"])
    list(run(root, config, staged, folders=[""], index=kept, of_others=["stale-moc"]))
    assert outcomes(root, kept) == outcomes(root)


def edit(rng: random.Random, root: Path, config: str) -> None:
    """Make one change to a vault."""
    notes = sorted(root.rglob("*.md"))
    note = rng.choice(notes) if notes else root / "New.md"
    match rng.randrange(9):
        case 0 if note.exists():
            data = note.read_bytes()
            with note.open("r+b") as file:  # in place, of the same size
                file.write(data.swapcase())
        case 1 if note.exists():
            note.rename(note.with_name(f"{rng.randrange(50)}.md"))
        case 2 if len(notes) > 3:
            note.unlink()
        case 3:
            file = root / "vault-tools.yaml"
            text = file.read_text("utf-8")
            file.write_text(text.replace("draft]", "draft, new]") if "new]" not in text else config, "utf-8")
        case 4 if note.exists():
            os.utime(note, (0, 0))
        case 5:
            drawing = root / rng.choice(["", "Clips"]) / f"plan {rng.randrange(3)}.png"
            drawing.unlink() if drawing.exists() else drawing.write_bytes(b"")
        case _:
            text = rng.choice(list(NOTES.values())).replace("hops", rng.choice(["hops", "Hops", "malt"]))
            text = text.replace(
                "---\nt", f"---\npeople: [{rng.choice(SPELLINGS)}]\nvideo: v{rng.randrange(9)}\nt"
            )
            link = rng.choice(LINKS).replace("N", str(rng.randrange(12))).replace("M", str(rng.randrange(3)))
            text += f"{link}\n\n# Part {rng.randrange(3)}\n\nText. ^b\n"
            (root / rng.choice(["", "Clips", "People"]) / f"{rng.randrange(20)}.md").write_text(text, "utf-8")


def texts(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.md")}


def test_damaged_index_changes_no_result(vault, tmp_path: Path) -> None:
    rng = random.Random(5)
    root = vault({**NOTES, "vault-tools.yaml": CONFIG})
    age(root)
    right, file = outcomes(root), tmp_path / "index"
    outcomes(root, Index(file))
    whole = file.read_bytes()
    for _ in range(often(12, 100)):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 3, 50])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        file.write_bytes(data if rng.random() < 0.9 else data[: rng.randrange(len(data))])
        assert outcomes(root, Index(file)) == right
        for leftover in index.files_of(file):
            leftover.unlink(missing_ok=True)


@pytest.mark.parametrize("content", [b"", b"no database\n" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_file_that_is_no_index_is_made_anew(vault, tmp_path: Path, content: bytes) -> None:
    root, file, said = vault(NOTES), tmp_path / "index", []
    age(root)
    file.write_bytes(content)
    assert outcomes(root, Index(file, said.append)) == outcomes(root)
    assert said == (["the index was damaged and is rebuilt"] if content else [])
    assert Index(file).paths() == NOTES.keys()


def test_index_of_another_layout_is_emptied(vault, tmp_path: Path) -> None:
    root, file = vault(NOTES), tmp_path / "index"
    outcomes(root, Index(file))
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert Index(file).paths() == set()
    assert outcomes(root, Index(file)) == outcomes(root)


class Watched(sqlite3.Connection):
    """Records the size of the largest value handed to SQLite, in bytes."""

    largest = 0

    def execute(self, query: str, values: Sequence[object] = (), /) -> sqlite3.Cursor:
        Watched.largest = max([Watched.largest, *(len(v) for v in values if isinstance(v, bytes))])
        return super().execute(query, values)


def test_what_is_kept_of_a_vault_is_no_value_of_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite copies a value twice, and this is the largest stored."""
    connect = partial(sqlite3.connect, factory=Watched)
    monkeypatch.setattr(index.sqlite3, "connect", connect)
    key, much = b"k" * 16, bytes(range(256)) * 200
    with closing(Index(tmp_path / "vault-tools" / "index" / "x.sqlite3")) as an_index:
        for packed in (much, b"", much[:99], much):
            an_index.store({}, {(key, ""): index.result_of("", key, key, packed)})
            assert an_index.results(key, [""])[""].packed == packed
        assert an_index.is_open
    assert 0 < Watched.largest < 100


def test_what_mocs_list_is_never_had_at_once_to_be_stored(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the largest data stored, at the time when a first check uses most memory."""
    root = vault(NOTES | {"vault-tools.yaml": CONFIG})
    monkeypatch.setattr(mocs_in_index, "AT_ONCE", 2)
    store, held = Index.store, list[int]()

    def stored(self: Index, notes: Any, results: Any) -> None:
        had = [len(one.rows) for one in gc.get_objects() if type(one) in (KeptRows, KeptMocs)]
        held.append(sum(had))
        store(self, notes, results)

    monkeypatch.setattr(Index, "store", stored)
    gc.freeze()  # what other tests left takes long to look through
    with closing(Index(tmp_path / "index")) as opened_index:
        outcomes(root, opened_index)
        assert opened_index.is_open
    assert max(held) == 2


def test_locked_index_is_done_without(vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PATIENCE", 0.01)
    root, file, said = vault(NOTES), tmp_path / "index", []
    Index(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert outcomes(root, Index(file, said.append)) == outcomes(root)
    other.close()
    assert said == ["the index is not used: database is locked"]


def test_cache_folder_that_can_t_be_made_is_one_line(vault, cli, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault(NOTES)
    right = cli("check", root, "--no-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    done = cli("check", root)
    assert (done.stdout, done.returncode) == (right.stdout, right.returncode)
    (said,) = set(done.stderr.splitlines()) - set(right.stderr.splitlines())
    assert said.startswith(b"the index is not used: ")


def test_no_cache_keeps_nothing(vault, call, home: Path) -> None:
    call("check", vault(NOTES), "--no-cache")
    assert not list(home.rglob("*.sqlite3"))


def test_cache_clean_removes_it(vault, call, home: Path) -> None:
    root = vault({**NOTES, "vault-tools.yaml": CONFIG})
    first = call("check", root)
    assert list(home.rglob("*.sqlite3"))
    assert b"MB" in call("cache", "clean").stderr
    assert not (home / "cache" / "vault-tools").exists()
    assert call("check", root).stdout == first.stdout
    assert call("cache", "clean").returncode == 0


def test_processes_share_an_index(vault, home: Path) -> None:
    root = vault({**NOTES, "vault-tools.yaml": CONFIG} | {f"{i}.md": NOTES["Saaz.md"] for i in range(100)})
    command = [sys.executable, "-m", "vault_tools", "check", "--output-format", "json", root]
    with ExitStack() as stack:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        together = [stack.enter_context(started(command, **pipes)) for _ in range(3)]
        said = [process.communicate() for process in together]
    right = run_program([*command, "--no-cache"])
    assert said == [(right.stdout, right.stderr)] * 3


def test_process_that_has_ended_left_nothing_beside_the_index(vault, home: Path) -> None:
    root = vault({**NOTES, "vault-tools.yaml": CONFIG})
    command = [sys.executable, "-m", "vault_tools", "check", "--output-format", "json", root]
    for options in ([], ["--no-cache"], ["--severity", "info"]):
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        assert (done.returncode, json.loads(done.stdout)["notes"]) == (1, len(NOTES))
        assert [file.suffix for file in home.rglob("*.sqlite3*")] == [".sqlite3"]


def test_what_a_fix_leaves_of_the_vault_is_not_kept_as_found_in_the_note(vault, tmp_path: Path) -> None:
    root = vault({"A.md": "---\ntags: hops\n---\n[[Nowhere]]\n"})
    file = root / "vault-tools.yaml"
    file.write_text("keys: {tags: {type: tags}}\nrules: {select: [wrong-type, broken-link]}\n")
    with closing(Index(tmp_path / "index")) as an_index:
        (fixed,) = outcomes(root, an_index, FIX)
        assert ([d.rule for d in fixed.fixed], [d.rule for d in fixed.left]) == (
            ["wrong-type"],
            ["broken-link"],
        )
        file.write_text("keys: {tags: {type: tags}}\nrules: {select: [wrong-type]}\n")
        (checked,) = outcomes(root, an_index)
        assert checked.left == ()


def test_what_is_less_certain_is_found_though_the_index_has_what_is_certain(vault, tmp_path: Path) -> None:
    root = vault({"A.md": "The kettle sings.\n\nThe malt is taken out of the\n"})
    config = read_config(root)
    with closing(Index(tmp_path / "index")) as an_index:
        for least in ("high", "medium", "high"):
            asked = replace(config, confidence=least)
            found = [
                [
                    d.confidence
                    for outcome in run(root, asked, notes_below(root, asked, [root]), index=kept)
                    for d in outcome.left
                ]
                for kept in (an_index, None)
            ]
            assert found[0] == found[1]
            assert ("medium" in found[0]) is (least == "medium")


def test_names_that_are_not_utf8_are_kept(vault, tmp_path: Path, opened: list[str]) -> None:
    root = vault({os.fsdecode(b"Saaz-\xff.md"): NOTES["Saaz.md"]})
    age(root)
    kept = Index(tmp_path / "index")
    first = outcomes(root, kept)
    opened.clear()
    assert outcomes(root, kept) == first
    assert opened == []


def test_notes_that_are_gone_are_dropped(vault, tmp_path: Path) -> None:
    root, kept = vault(NOTES), Index(tmp_path / "index")
    outcomes(root, kept)
    (root / "Pils.md").unlink()
    outcomes(root, kept)
    assert kept.paths() == NOTES.keys() - {"Pils.md"}


def test_options_that_are_no_longer_used_are_dropped(vault, tmp_path: Path) -> None:
    root, kept = vault(NOTES), Index(tmp_path / "index")
    for number in range(KEPT_KEYS + 10):
        vault({"vault-tools.yaml": f"keys: {{key-{number}: {{type: text}}}}"})
        outcomes(root, kept)
    with sqlite3.connect(tmp_path / "index") as database:
        keys = database.execute("SELECT key FROM result UNION SELECT key FROM vault_result").fetchall()
        assert len(keys) == KEPT_KEYS
    database.close()


def test_results_of_older_versions_are_dropped(vault, tmp_path: Path, monkeypatch, opened: list[str]) -> None:
    root, kept = vault(NOTES), Index(tmp_path / "index")
    age(root)
    for version in ("1", "2", "3", "2"):
        monkeypatch.setattr("vault_tools.__version__", version)
        examine._program.cache_clear()
        opened.clear()
        outcomes(root, kept)
    assert opened == []
    with sqlite3.connect(tmp_path / "index") as database:
        keys = database.execute("SELECT key FROM result UNION SELECT key FROM vault_result").fetchall()
        assert len({key[:8] for (key,) in keys}) == 2
    database.close()
    examine._program.cache_clear()


@pytest.mark.parametrize("name", ["threads", "processes", long("cluster")])
def test_any_executor_gives_the_same_result(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    notes = {f"{number}.md": NOTES["Saaz.md"] + "Hops. " * number for number in range(60)}
    root = vault({**NOTES, **notes, "vault-tools.yaml": CONFIG})
    monkeypatch.setattr(workers, "CHUNK", 2_000)
    right = outcomes(root)
    with executor(name) as found:
        kept = Index(tmp_path / "index")
        assert outcomes(root, kept, workers=lambda size: nullcontext(found)) == right
    assert outcomes(root, kept) == right


class Compiled:
    """A pattern as compiled by `hyperscan`, which can't be pickled."""

    def __init__(self, found: "PathSpec[Any]") -> None:
        self.found = found

    def check_file(self, path: str) -> object:
        return self.found.check_file(path)

    def __reduce__(self) -> NoReturn:
        raise TypeError("no default __reduce__ due to non-trivial __cinit__")


@pytest.mark.parametrize("backend", ["re2", "simple", "compiled"])
def test_patterns_of_any_library_go_to_other_processes(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    """None of these patterns is one that we look up ourselves; each was used before the notes were
    distributed."""
    asked, plain = [], PathSpec.from_lines

    def compiled(kind: str, lines: Iterable[str], **options: object) -> object:
        asked.append([*lines])
        found = plain(kind, asked[-1], backend="simple" if backend == "compiled" else backend)  # type: ignore[arg-type]
        return Compiled(found) if backend == "compiled" else found

    monkeypatch.setattr(PathSpec, "from_lines", compiled)
    monkeypatch.setattr(workers, "WORTH_IT", 0)
    monkeypatch.setattr(workers, "_cores", lambda: 2)
    config = "exclude: ['B?d.md']\nprofiles: [{match: 'Cl*s/W?b.md', keys: {status: {required: true}}}]\n"
    root = vault({**NOTES, "vault-tools.yaml": config})
    right = outcomes(root)
    assert [outcome.path for outcome in right if any(d.rule == "missing-key" for d in outcome.left)] == [
        "Clips/Web.md"
    ]
    asked.clear()
    assert outcomes(root, Index(tmp_path / "index"), workers=processes) == right
    assert ["B?d.md"] in asked


@contextmanager
def executor(name: str) -> Iterator[Executor | None]:
    if name == "cluster":
        distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
        with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
            yield client.get_executor()
    else:
        with ThreadPoolExecutor(3) if name == "threads" else workers.processes(workers.WORTH_IT) as found:
            yield found


def test_killed_run_leaves_no_index_that_misleads(tmp_path: Path) -> None:
    _, wrong = wrong_answers(tmp_path, times=often(1, 6))
    assert wrong == 0


@pytest.mark.parametrize("args", [["flagged"], ["flagged", "--select", "generation-residue"]])
def test_flagged_opens_only_what_is_flagged(vault, call, opened: list[str], args: list[str]) -> None:
    residue = "# A\n\nHops.\n\n[BODY_END]\n"
    root = vault({".obsidian/app.json": "{}", "Bad.md": residue, "Good.md": "Hops.\n", "No.md": b"\xff"})
    age(root)
    cold = call(*args, root)
    assert {"Good.md", "Bad.md"} <= set(opened)
    opened.clear()
    warm = call(*args, root)
    assert (warm.stdout, warm.stderr) == (cold.stdout, cold.stderr)
    assert b'"path": "Bad.md"' in warm.stdout
    assert b"No.md: `No.md` is not UTF-8" in warm.stderr
    assert "Good.md" not in opened


def test_check_and_flagged_share_what_they_know(vault, call, opened: list[str]) -> None:
    root = vault({"vault-tools.yaml": "keys: {tags: {type: tags}}\n", "A.md": "Hops.\n", "B.md": "Malt.\n"})
    age(root)
    call("check", root)
    opened.clear()
    call("flagged", root)
    assert opened == []


def test_diff_of_what_is_fixed_opens_nothing(vault, call, opened: list[str]) -> None:
    mocs = "mocs: [{name: tags, each: tags, min: 1, note: 'MOC/{value}.md'}]\n"
    root = vault({"vault-tools.yaml": mocs, "A.md": "---\ntags: [hops]\n---\nHops.\n"})
    call("fix", root)
    age(root)
    call("check", root)
    opened.clear()
    assert call("fix", root, "--diff").returncode == 0
    assert opened == []
