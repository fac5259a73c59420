"""Nested vaults and repositories: every command agrees on whose notes these are."""

import pytest

from vault_tools.config import vault_root
from vault_tools.config.load import read_config
from vault_tools.config.vault_root import find_root, vaults_below
from vault_tools.errors import VaultToolsError
from vault_tools.session.examine import Examined, Examiner, ExamineRequest

pytestmark = pytest.mark.usefixtures("time_limit")

BAD, GOOD = '---\ntags: ["#hops"]\n---\nSaaz.\n', "---\ntags: [hops]\n---\nSaaz.\n"
TOP, SITE, INNER = "A.md", "site/B.md", "site/in/C.md"
NOTES = {TOP: BAD, SITE: BAD, INNER: BAD}
SITES = {"site/.obsidian/app.json": "{}", "site/in/.obsidian/app.json": "{}"}

# marks of the folders, the vault of each note, the notes read by `check .` and `fix .` at the top, and their
# message about what is left out
NESTS = {
    "nothing": ({}, (".", "site", "site/in"), {TOP, SITE, INNER}, ""),
    "two of Obsidian's": (SITES, (".", "site", "site/in"), {TOP}, "1 vault inside was left out: site/."),
    "a configured top": ({"vault-tools.yaml": ""} | SITES, (".", ".", "."), {TOP, SITE, INNER}, ""),
    "a configured top, in hiding": (
        {".vault-tools.yaml": ""} | SITES,
        (".", ".", "."),
        {TOP, SITE, INNER},
        "",
    ),
    "separate": (
        {"vault-tools.yaml": "vaults: separate\n"} | SITES,
        (".", "site", "site/in"),
        {TOP},
        "1 vault inside was left out: site/.",
    ),
    "a top of Obsidian's": (
        {".obsidian/app.json": "{}"} | SITES,
        (".", "site", "site/in"),
        {TOP},
        "1 vault inside was left out: site/.",
    ),
    "a configured site": (
        {"site/vault-tools.yaml": ""} | SITES,
        (".", "site", "site"),
        {TOP},
        "1 vault inside was left out: site/.",
    ),
    "all configured": (
        {"vault-tools.yaml": "", "site/vault-tools.yaml": "", "site/in/.vault-tools.yaml": ""},
        (".", "site", "site/in"),
        {TOP},
        "1 vault inside was left out: site/.",
    ),
    "only the innermost configured": (
        {".obsidian/app.json": "{}", "site/in/vault-tools.yaml": ""},
        (".", ".", "site/in"),
        {TOP, SITE},
        "1 vault inside was left out: site/in/.",
    ),
    "excluded": ({"vault-tools.yaml": "exclude: [site/]\n"} | SITES, (".", ".", "."), {TOP}, ""),
}
nests = pytest.mark.parametrize(("marks", "homes", "seen", "said"), NESTS.values(), ids=NESTS.keys())


@nests
def test_vault_of_each_note(vault, marks, homes, seen, said) -> None:
    root = vault(NOTES | marks)
    assert [find_root(root / path) for path in NOTES] == [root / home for home in homes]


def test_vaults_elsewhere_are_not_named(vault, call) -> None:
    root = vault({"vault-tools.yaml": "vaults: separate\n", "notes/D.md": GOOD, **NOTES, **SITES})
    assert "left out" in call("check", root).stderr.decode()
    assert "left out" not in call("check", root / "notes").stderr.decode()


def test_links_of_a_note_in_no_vault_are_checked_where_its_folder_may_be_one(
    vault, call, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault({"A.md": f"{BAD}[[Nowhere]]\n", "B.md": BAD, "in/C.md": BAD, ".hidden/in/D.md": BAD})
    looked_at: list[str] = []
    examine = Examiner.examine

    def seen(examiner: Examiner, request: ExamineRequest) -> Examined:
        looked_at.append(request.path)
        return examine(examiner, request)

    monkeypatch.setattr(Examiner, "examine", seen)
    monkeypatch.setattr(vault_root, "_OWN_FOLDERS", 2)
    asked = ("check", root / "A.md", "--output-format", "concise", "--no-cache", "--severity", "info")
    small = call(*asked)
    assert b"broken-link" in small.stdout
    assert b"malformed-tag" in small.stdout
    assert b"Links" not in small.stderr
    for name, limit in (("_OWN_FOLDERS", 1), ("_OWN_FILES", 2)):
        with monkeypatch.context() as patch:
            patch.setattr(vault_root, name, limit)
            looked_at.clear()
            large = call(*asked)
            assert {*looked_at} == {"A.md", "B.md"}
            assert b"broken-link" not in large.stdout
            assert b"malformed-tag" in large.stdout
            assert b"Links are not checked: not in a vault" in large.stderr
            for whole in ((root,), (root / "A.md", "--select", "all")):
                assert b"broken-link" in call("check", *whole, "--severity", "info").stdout
            (root / ".obsidian").mkdir()
            assert call(*asked).stdout == small.stdout
            (root / ".obsidian").rmdir()


@nests
def test_check_and_fix_leave_other_vaults_alone(vault, call, marks, homes, seen, said) -> None:
    root = vault(NOTES | marks)
    found = call("check", root, "--output-format", "concise")
    assert {line.split(":")[0].removeprefix("vault/") for line in found.stdout.decode().splitlines()} == seen
    assert [line for line in found.stderr.decode().splitlines() if "left out" in line] == [said] * bool(said)
    fixed = call("fix", root, "--no-vault")
    assert {path for path in NOTES if (root / path).read_text() == GOOD} == seen
    assert [line for line in fixed.stderr.decode().splitlines() if "left out" in line] == [said] * bool(said)


@nests
def test_watcher_writes_what_fix_would(vault, call, marks, homes, seen, said) -> None:
    root = vault(NOTES | marks)
    done = call("watch", root, "--once", "--quiet-period", "0")
    is_vault = any(mark.startswith((".", "vault-tools")) for mark in marks)
    assert {path for path in NOTES if (root / path).read_text() == GOOD} == (seen if is_vault else set())
    assert (done.returncode, b"not a vault" in done.stderr) == (0 if is_vault else 2, not is_vault)


@nests
def test_one_note_is_judged_by_its_own_vault(vault, call, marks, homes, seen, said) -> None:
    title = "keys: {title: {required: true}}\n"
    root = vault(NOTES | marks)
    home = find_root(root / INNER)
    config = next((home / n for n in ("vault-tools.yaml", ".vault-tools.yaml") if (home / n).exists()), None)
    (config or home / "vault-tools.yaml").write_text((config.read_text() if config else "") + title)
    found = call("check", root / INNER, "--output-format", "concise").stdout
    assert b"missing-key" in found or "exclude" in str(marks)


def test_folder_that_is_no_vault_is_only_read(vault, call) -> None:
    root = vault({TOP: BAD, "B.md": BAD, "C.md": GOOD})
    done = call("fix", root)
    assert done.returncode == 2
    assert b"`fix` would change 2 notes here: `--diff` shows it, `vault-tools init` makes it a" in done.stderr
    assert (root / TOP).read_text() == BAD
    assert call("fix", root, "--diff").returncode == 1
    assert call("fix", root / TOP).returncode == 2
    assert call("fix", root, "--no-vault").returncode == 0
    assert (root / TOP).read_text() == GOOD
    assert call("fix", root).returncode == 0, "nothing is left to be asked"


def test_rename_wants_a_vault(vault, call) -> None:
    root = vault({TOP: GOOD})
    assert call("rename", "tag", "hops", "malt", root).returncode == 2
    assert call("rename", "tag", "hops", "malt", root, "--diff").returncode == 1
    assert (root / TOP).read_text() == GOOD


IGNORED = [
    ({}, {"node_modules/a.md", "site/vendor/b.md", "build/c.md", "dist/d.md", "_site/e.md"}, {"builds/f.md"}),
    ({".gitignore": "private/\n"}, {"private/a.md", "b/private/c.md"}, {"private.md", "b/privates/d.md"}),
    ({".gitignore": "/out\n*.tmp.md\n"}, {"out/a.md", "b/c.tmp.md"}, {"b/out/d.md"}),
    ({".gitignore": "*\n!*/\n!*.md\nold/\n"}, {"old/a.md"}, {"b.md", "c/d.md"}),
    ({".gitignore": "*.md\n", "b/.gitignore": "!keep.md\n"}, {"a.md", "b/c.md", "keep.md"}, {"b/keep.md"}),
    ({"b/.gitignore": "/c.md\n"}, {"b/c.md"}, {"c.md", "b/d/c.md"}),
    ({".gitignore": "\\\n#x\n\n[\na.md\n" + "*a" * 30 + "\n"}, {"a.md"}, {"aaa.md"}),
    (
        {"vault-tools.yaml": "exclude-ignored: false\n", ".gitignore": "a.md\n"},
        set(),
        {"a.md", "vendor/b.md"},
    ),
]


@pytest.mark.parametrize(("files", "hidden", "seen"), IGNORED)
def test_what_git_ignores_and_programs_install_is_left_out(vault, call, files, hidden, seen) -> None:
    root = vault({".obsidian/app.json": "{}", **files, **dict.fromkeys(hidden | seen, GOOD)})
    shown = call("check", root, "--show-files").stdout.decode().splitlines()
    assert set(shown) == seen
    excluded = read_config(root).excluded
    assert {path for path in hidden | seen if excluded(path)} == hidden


def test_gitignore_above_the_vault_counts_up_to_the_top_of_the_repository(vault, call) -> None:
    root = vault(
        {
            ".gitignore": "A.md\n",
            "repo/.git/HEAD": "",
            "repo/.gitignore": "notes/B.md\n/C.md\n",
            "repo/notes/.obsidian/app.json": "{}",
            **{f"repo/notes/{name}.md": "" for name in "ABC"},
        }
    )
    assert call("check", root / "repo" / "notes", "--show-files").stdout == b"A.md\nC.md\n"


def test_gitignore_that_hides_the_whole_vault_is_of_no_account(vault, call) -> None:
    root = vault({".git/HEAD": "", ".gitignore": "*\n", "V/.obsidian/app.json": "{}", "V/A.md": ""})
    assert call("check", root / "V", "--show-files").stdout == b"A.md\n"


@pytest.mark.parametrize("name", ["vault-tools.yml", "vault_tools.yaml", ".vault-tools.yml"])
def test_configuration_with_another_name_is_one_clear_error(vault, call, name: str) -> None:
    root = vault({name: "", "In/A.md": BAD})
    for command in ("check", "fix", "watch", "init", "tags"):
        done = call(command, root / "In")
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert f"{name}: the configuration is called vault-tools.yaml; rename it" in done.stderr.decode()
    assert (root / "In" / "A.md").read_text() == BAD


def test_two_configurations_are_an_error(vault, call) -> None:
    done = call("check", vault({"vault-tools.yaml": "", ".vault-tools.yaml": ""}))
    assert done.returncode == 2
    assert b"has vault-tools.yaml and .vault-tools.yaml; keep one of them" in done.stderr
    done = call("check", vault({"vault-tools.yml": "", "vault-tools.yaml": ""}, "other"))
    assert b"vault-tools.yml: the configuration is called vault-tools.yaml; delete one" in done.stderr


def test_vaults_below_a_folder(vault) -> None:
    root = vault({"b/.obsidian/app.json": "{}", "a/x/vault-tools.yaml": "", "a/x/y/.obsidian/app.json": "{}"})
    assert vaults_below(root, 9) == [root / "a/x", root / "b"]
    assert vaults_below(root, 1) == [root / "a/x"]


FRONT_PAGES = ["README.md", "a/README.md", "README.zh-CN.md", "LICENSE.md", "CODE_OF_CONDUCT.md", "index.md"]
FRONT_PAGES += ["CONTRIBUTING.md", "a/_index.md", "index.zh.md", "Beer/Beer.md"]


@pytest.mark.parametrize("text", ["Text.\n", "---\ntags: [a]\n---\nText.\n"])
def test_front_pages_need_no_frontmatter(vault, call, text: str) -> None:
    config = "keys: {title: {required: true}, date: {type: date}}\n"
    root = vault({"vault-tools.yaml": config, **dict.fromkeys(FRONT_PAGES, text), "Beer/N.md": text})
    found = call("check", root, "--output-format", "concise").stdout.decode().splitlines()
    assert [line.split(":")[0] for line in found] == ["vault/Beer/N.md"]


@pytest.mark.parametrize("name", ["Readme of mine.md", "Indexes.md", "Licensed.md", "Beer/Beers.md"])
def test_no_front_page(vault, call, name: str) -> None:
    root = vault({"vault-tools.yaml": "keys: {title: {required: true}}\n", name: "Text.\n"})
    assert call("check", root).returncode == 1


def test_profile_that_names_a_front_page_has_its_way(vault, call) -> None:
    config = """profiles:
  - {match: "a/**", keys: {source: {required: true}}}
  - {match: "**/index.md", keys: {title: {required: true}}}
"""
    root = vault({"vault-tools.yaml": config, "a/index.md": "Text.\n", "a/README.md": "Text.\n"})
    found = call("check", root, "--output-format", "concise").stdout.decode().splitlines()
    assert [line.partition("required: ")[2] for line in found] == ["`title` [fix]"]


def test_nothing_at_a_path_is_an_error(vault) -> None:
    with pytest.raises(VaultToolsError, match="no such file"):
        find_root(vault({}) / "Gone.md")


def test_vault_that_its_repository_ignores_is_read(vault, call) -> None:
    """A copy to experiment with: whoever names a folder wants its notes."""
    root = vault(
        {".git/HEAD": "", ".gitignore": "play/\n", "play/.obsidian/app.json": "{}", "play/A.md": "A\n"}
    )
    assert b"A.md" in call("check", root / "play", "--show-files").stdout
