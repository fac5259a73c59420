"""Broken links: what is reported, how certain it is, what a fix writes, and when it is checked again."""

import pytest
from each_of import each_of
from vaults import fixed, texts, write

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check_in_vault
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

NOTES = {
    "Hops.md": "# Bitter hops\n\nGreen ^green\n",
    "Beer/Pale Ale.md": "",
    "Beer/Stout.md": "",
    "Wine/Stout.md": "",
    "中文/啤酒花.md": "## 苦味：一\n",
    "Cafe\u0301.md": "",
}
FILES = ["img/map.png", "Board.canvas", "Docs/read me.pdf"]


def found(text: str, path: str = "Note.md", least: str = "low", notes=NOTES, files=FILES) -> list[Diagnostic]:
    config = load_config("rules: {select: [broken-link]}\n")
    facts = {p: facts_of(Note(p, t)) for p, t in {**notes, path: text}.items()}
    vault = Vault(facts, config.schema_for, all_paths=frozenset([*facts, *files]))
    return list(check_in_vault(facts[path], config.rules, config.schema_for(path), vault, least=least))  # type: ignore[arg-type]


@each_of(
    "text",
    [
        "[[Hops]] [[Hops.md]] [[Hops#Bitter hops]] [[#^x]] ^x",
        "[[Beer/Pale Ale|a]] [[Pale Ale]] [[/Beer/Stout]]",
        "[x](Beer/Pale%20Ale.md) [x](./Hops.md#Bitter%20hops) [x](Hops)",
        "![[map.png]] ![](img/map.png) [[read me.pdf#page=3]] [[Board.canvas]]",
        "[[啤酒花#苦味：一]] [[Café]] [[Cafe\u0301]]",
        "[[Note]] [[#Own]]\n\n# Own\n",
        "[x](https://a.b) [x](.obsidian/app.json)",
    ],
)
def test_link_that_leads_somewhere_is_let_be(text: str) -> None:
    assert found(text) == []


SAID = [
    ("[[Saaz]]", "info", "no note `Saaz`"),
    ("[[Beer/Saaz]]", "info", "no note `Beer/Saaz`"),
    ("[[Nowhere/Saaz]]", "warning", "no note `Nowhere/Saaz`"),
    ("[[Beer/Hops]]", "warning", "`Beer/Hops` is now `Hops.md`"),
    ("[[Ale/Stout]]", "warning", "no file `Ale/Stout`; did you mean `Stout`?"),
    ("[[pale-ale]]", "warning", "no file `pale-ale`; did you mean `Beer/Pale Ale.md`?"),
    ("[[Pale%20Ale]]", "warning", "no file `Pale%20Ale`; did you mean `Beer/Pale Ale.md`?"),
    ("[[Beer\\Pale Ale]]", "warning", "no file `Beer\\Pale Ale`; did you mean `Beer/Pale Ale.md`?"),
    ("[[Ｐale Ale]]", "warning", "no file `Ｐale Ale`; did you mean `Beer/Pale Ale.md`?"),
    ("[[Stuot]]", "warning", "no file `Stuot`; did you mean `Stout`?"),
    ("[[Pale Aele]]", "warning", "no file `Pale Aele`; did you mean `Pale Ale`?"),
    ("[[Beer/Pale Aele]]", "warning", "no file `Beer/Pale Aele`; did you mean `Pale Ale`?"),
    ("[[Wine/Pale Aele]]", "info", "no note `Wine/Pale Aele`"),
    ("[x](./Pale%20Aele.md)", "warning", "no file `./Pale Aele.md`; did you mean `Pale Ale`?"),
    ("![[Saaz]]", "warning", "no file `Saaz`"),
    ("![[gone.png]]", "warning", "no file `gone.png`"),
    ("[[gone.pdf]]", "warning", "no file `gone.pdf`"),
    ("[x](Saaz.md)", "warning", "no file `Saaz.md`"),
    ("[x](../Hops.md)", "warning", "no file `../Hops.md`; did you mean `Hops.md`?"),
    ("[[Hops#Sweet]]", "warning", "`Hops` has no heading `Sweet`"),
    ("[[Hops#Bitter]]", "warning", "`Hops` has no heading `Bitter`; did you mean `Bitter hops`?"),
    ("[[Hops#Bi]]", "warning", "`Hops` has no heading `Bi`"),
    ("[[Hops#bitter-hops]]", "warning", "`Hops` has no heading `bitter-hops`; did you mean `Bitter hops`?"),
    ("[x](Hops.md#bitter-hops)", "low", "`Hops` has no heading `bitter-hops`; did you mean `Bitter hops`?"),
    ("[[Hops#^blue]]", "warning", "`Hops` has no block `blue`"),
    ("[[#Own]]", "warning", "`Note` has no heading `Own`"),
    ("[[HOPS]]", "low", "`HOPS` is `Hops.md` on disk: not found on systems where case matters"),
    ("[x](/tags/beer)", "low", "no file `/tags/beer`"),
    ("[x](Beer/)", "low", "no file `Beer/`"),
    ("[x](./Beer)", "low", "no file `./Beer`"),
]  # fmt: skip


@each_of("text, level, message", SAID)
def test_link_that_leads_nowhere_is_said(text: str, level: str, message: str) -> None:
    said = [(d.confidence if d.confidence == "low" else d.severity, d.message) for d in found(text)]
    assert said == [(level, message)]
    assert bool(found(text, least="medium")) is (level != "low")


def test_missing_file_is_unsure_where_a_vault_holds_none() -> None:
    assert [d.confidence for d in found("![[gone.png]]", files=["Board.canvas"])] == ["low"]


ALIASED = {
    "Beer/Saaz.md": "---\naliases: [Žatec, Semi-early red]\n---\n# Noble\n",
    "Hallertau.md": "---\nalias: Mittelfrüh\naliases: shared\n---\n",
    "Tettnang.md": "---\naliases: [Shared]\n---\n",
}
OF_SAAZ = "is an alias of `Beer/Saaz.md`, and links ignore aliases"


@pytest.mark.parametrize(
    ("before", "message", "after"),
    [
        ("[[Žatec]] x", f"no note `Žatec`; `Žatec` {OF_SAAZ}", "[[Saaz|Žatec]] x"),
        ("[[Z\u030catec]]", f"no note `Z\u030catec`; `Žatec` {OF_SAAZ}", "[[Saaz|Z\u030catec]]"),
        (
            "[[semi early RED]]",
            f"no note `semi early RED`; `Semi-early red` {OF_SAAZ}",
            "[[Saaz|semi early RED]]",
        ),
        ("![[Žatec#Noble|x]]", f"no note `Žatec`; `Žatec` {OF_SAAZ}", "![[Saaz#Noble|x]]"),
        ("[[Žatec#Noble]]", f"no note `Žatec`; `Žatec` {OF_SAAZ}", None),
        ("| a |\n| - |\n| [[Žatec]] |", f"no note `Žatec`; `Žatec` {OF_SAAZ}", None),
        (
            "| a |\n| - |\n| [[Žatec\\|x]] |",
            f"no note `Žatec`; `Žatec` {OF_SAAZ}",
            "| a |\n| - |\n| [[Saaz\\|x]] |",
        ),
        (
            "---\nup: '[[Žatec]]'\n---\n",
            f"no note `Žatec`; `Žatec` {OF_SAAZ}",
            "---\nup: '[[Saaz|Žatec]]'\n---\n",
        ),
        (
            "[[Mittelfrüh]]",
            "no note `Mittelfrüh`; `Mittelfrüh` is an alias of `Hallertau.md`, and links ignore aliases",
            "[[Hallertau|Mittelfrüh]]",
        ),
        (
            "[[shared]]",
            "no note `shared`; `shared` is an alias of `Hallertau.md` and of 1 more, "
            "and links ignore aliases",
            None,
        ),
        ("[[Old/Žatec]]", "no note `Old/Žatec`", None),
        ("[x](Žatec.md)", "no file `Žatec.md`", None),
    ],
)
def test_link_by_an_alias(tmp_path, before: str, message: str, after: str | None) -> None:
    (said,) = found(before, notes=ALIASED)
    assert (said.severity, said.message) == ("warning", message)
    root = write(tmp_path, {**ALIASED, "Note.md": before}, "rules: {select: [broken-link]}\n")
    fixed(root)
    assert texts(root)["Note.md"] == before
    fixed(root, unsafe=True)
    assert texts(root)["Note.md"] == (before if after is None else after)


def test_alias_that_comes_or_goes_is_seen_by_links_to_it(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": "[[Žatec]]\n", "Saaz.md": "x", "B.md": "[[A]]\n"})

    def said() -> bytes:
        return call("check", root, "--output-format", "concise", cwd=root).stdout

    assert said() == b""
    (root / "Saaz.md").write_text("---\naliases: [Žatec]\n---\nx\n")
    message = f"no note `Žatec`; `Žatec` {OF_SAAZ} [unsafe fix]".replace("Beer/", "")
    assert said().decode() == f"A.md:1:3: warning broken-link: {message}\n"
    (root / "Saaz.md").write_text("---\naliases: [Saazer]\n---\nx\n")
    assert said() == b""


FIXES = [
    ("[[Beer/Hops#Bitter hops|x]]", "[[Hops#Bitter hops|x]]", True),
    ("| [[Old/Hops\\|x]] |", "| [[Hops\\|x]] |", True),
    ("![[Old/map.png|100]]", "![[map.png|100]]", True),
    ("[x](Old/Pale%20Ale.md#A \"t\")", "[x](Pale%20Ale.md#A \"t\")", True),
    ("[x](../Old/Pale%20Ale.md)", "[x](Beer/Pale%20Ale.md)", False),
    ("[x](<Old/Pale Ale.md>)", "[x](<Pale%20Ale.md>)", True),
    ("---\nup: \"[[Old/Hops|x]]\" # c\n---\n", "---\nup: \"[[Hops|x]]\" # c\n---\n", True),
    ("---\nup: ['[[Old/Hops]]', a]\n---\n", "---\nup: ['[[Hops]]', a]\n---\n", True),
    ("[[pale ale ]] and [[PaleAle]]", "[[pale ale ]] and [[Pale Ale]]", False),
    ("[[Stuot]] [[Ale/Stout]] [[Pale Aele]]", "[[Stuot]] [[Ale/Stout]] [[Pale Aele]]", False),
    ("`[[Old/Hops]]` %% [[Old/Hops]] %%", "`[[Old/Hops]]` %% [[Old/Hops]] %%", False),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "safe"), FIXES)
def test_fix_writes_the_target_and_nothing_besides(tmp_path, before: str, after: str, safe: bool) -> None:
    root = write(tmp_path, {**NOTES, "Note.md": before}, "rules: {select: [broken-link]}\n")
    write(root, dict.fromkeys(FILES, ""))
    fixed(root)
    assert texts(root)["Note.md"] == (after if safe else before)
    fixed(root, unsafe=True)
    assert texts(root)["Note.md"] == after
    assert fixed(root, unsafe=True) == []


@pytest.mark.parametrize(
    ("style", "wanted"), [("shortest", "Stout"), ("relative", "../Beer/Stout"), ("absolute", "Beer/Stout")]
)
def test_fix_writes_links_as_the_vault_does(tmp_path, style: str, wanted: str) -> None:
    notes = {"Beer/Stout.md": "", "Notes/Note.md": "[[Old/Stout]]\n"}
    settings = {".obsidian/app.json": f'{{"newLinkFormat": "{style}"}}'}
    fixed(write(tmp_path, {**notes, **settings}))
    assert texts(tmp_path)["Notes/Note.md"] == f"[[{wanted}]]\n"


def test_links_are_looked_at_without_configuration(vault, call) -> None:
    root = vault({"A.md": "[x](B.md)\n", ".obsidian/app.json": ""})
    done = call("check", "--output-format", "full", cwd=root)
    assert done.stdout.decode().splitlines()[:3] == [
        "A.md:1:5: warning broken-link: no file `B.md`",
        "    1 | [x](B.md)",
        "      |     ^^^^",
    ]
    assert call("check", "A.md", cwd=root).stdout == done.stdout
    piped = call("check", "-", "--stdin-filename", "A.md", cwd=root, stdin=b"[x](B.md)\n")
    assert piped.stdout == done.stdout


def test_note_can_opt_out(vault, call) -> None:
    text = "%% vault-tools: ignore broken-link %%\n[x](B.md)\n"
    root = vault({"A.md": text, "C.md": "---\nvault-tools-ignore: [broken-link]\n---\n[x](B.md)\n"})
    assert call("check", cwd=root).stdout == b""


@pytest.mark.parametrize("kept", ["vault-tools.yaml", "package.json", "LICENSE", "Board.canvas"])
def test_a_vault_without_pictures_keeps_them_elsewhere(kept: str) -> None:
    shown = found("![[img/x.png]]", notes={}, files=[kept], least="medium")
    assert shown == []
    assert found("![[img/x.png]]", notes={}, files=["a.png"], least="medium") != []


BEGIN, END, LINK = "%% vault-tools:begin hops %%\n", "%% vault-tools:end hops %%\n", "- [[Old/Hops]]\n"


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        (LINK + BEGIN + LINK, "- [[Hops]]\n" + BEGIN + LINK),
        (BEGIN + LINK + BEGIN + LINK + END + LINK, None),
        (LINK + END + LINK, "- [[Hops]]\n" + END + LINK),
        (BEGIN + LINK + END + BEGIN + LINK + END + LINK, None),
        ("%% vault-tools:begin %%\n" + LINK + END, None),
    ],
)
def test_no_link_is_written_below_broken_markers(vault, call, text: str, fixed: str | None) -> None:
    root = vault({"Note.md": text, "Beer/Hops.md": "", ".obsidian/app.json": "{}"})
    call("fix", root, "--select", "broken-link", "--unsafe-fixes")
    assert (root / "Note.md").read_text() == (text if fixed is None else fixed)
