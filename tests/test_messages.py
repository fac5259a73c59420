"""Every message that a rule can produce is translated into every language that has a file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from each_of import each_of
from typer.testing import CliRunner
from vaults import write

import vault_tools
from vault_tools.cli.app import app_of
from vault_tools.config.config import load_config
from vault_tools.lint import engine
from vault_tools.lint.rule import Example, Rule, VaultRule, registry
from vault_tools.messages.translation import languages, texts_in, translated
from vault_tools.modules import modules_in
from vault_tools.note.language import LANGUAGES, language_name
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

PACKAGE = Path(vault_tools.__file__).parent
SHARED = PACKAGE.parents[1] / "shared"
TEXTS = texts_in("zh")
OTHERS = [code for code in languages() if code != "en"]
SPEAKING = [
    *sorted((PACKAGE / "rules").glob("*.py")),
    PACKAGE / "note/dates.py",
    PACKAGE / "note/generated.py",
    PACKAGE / "note/frontmatter_repair.py",
]
"""Modules whose strings in functions are shown to people."""
NOT_SAID = {"family", "severity", "confidence", "pattern"}
OF_EXAMPLES = {"_note", "_loss"}
"""Functions that make examples. NOT_SAID are names whose arguments are never shown."""
TERMS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
FIELD = re.compile(r"\{\w+(?::t)?\}")


def said_by(rule: type[Rule], example: Example) -> Iterator[str]:
    config = load_config(example.config).selecting([rule.name], ())
    notes = {example.path: example.before, **example.others}
    facts = {path: facts_of(Note(path, text)) for path, text in notes.items()}
    schema, note = config.schema_for(example.path), Note(example.path, example.before)
    if issubclass(rule, VaultRule):
        vault = Vault(facts, config.schema_for, all_paths=frozenset(notes))
        found = engine.check_in_vault(facts[example.path], config.rules, schema, vault, least="low")
    else:
        found = engine.check(note, config.rules, schema, evidence=config.evidence, least="low")
    yield from (diagnostic.message for diagnostic in found)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", registry())
def test_what_a_rule_says_of_its_examples(name: str, language: str) -> None:
    rule = registry()[name]
    messages = [text for example in rule.examples for text in said_by(rule, example)]
    missing = [text for text in messages if translated(text, language) == text]
    assert missing == [], to_add(Path(f"{rule.__module__.replace('.', '/')}.py"), language, missing)


def to_add(path: Path, language: str, texts: list[str]) -> str:
    return f"add these to `{language.upper()}` in `{path.as_posix()}`: {texts}"


def texts_in(tree: ast.AST) -> Iterator[str]:
    """The strings in functions that look like sentences, except docstrings and patterns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name not in OF_EXAMPLES:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            for statement in body:
                yield from _texts(statement)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NOT_SAID:
        return
    if isinstance(node, ast.keyword) and node.arg in NOT_SAID:
        return
    if isinstance(node, ast.FunctionDef | ast.Raise | ast.AnnAssign | ast.Compare):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and TERMS.search(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_each_text_in_the_code_is_part_of_one_that_is_translated(path: Path) -> None:
    known = "\n".join(part for text in TEXTS for part in (text, *FIELD.split(text)))
    pieces = set(texts_in(ast.parse(path.read_text("utf-8"))))
    missing = sorted(piece for piece in pieces if piece.strip() not in known)
    assert missing == [], to_add(path.relative_to(PACKAGE.parent), "zh", missing)


@each_of("language", OTHERS)
def test_every_language_has_a_name(language: str) -> None:
    names = {language_name(code): code for code in [*LANGUAGES, None]}
    for name, code in names.items():
        file = Path(f"vault_tools/note/languages/{code}.py")
        assert translated(name, language) != name, to_add(file, language, [name])


def test_a_text_is_in_one_table() -> None:
    folders = ("vault_tools.rules", "vault_tools.note.languages", "vault_tools.messages")
    tables = [getattr(module, "ZH", {}) for folder in folders for _, module in modules_in(folder)]
    assert sum(map(len, tables)) == len(TEXTS)


def test_a_text_keeps_its_fields() -> None:
    for english, meaning in TEXTS.items():
        fields = [field.replace(":t", "") for field in FIELD.findall(english)]
        assert sorted(fields) == sorted(FIELD.findall(meaning)), english


SAID = [
    ("required key `date` is missing", "缺少必填键 `date`"),
    ("`a is not a value of `b` is not a value of `c`; nearest: `d`", None),
    ("no file `x`; did you mean `y z`?", "没有文件 `x`；是否指 `y z`？"),
    ("keeps 24 of 131 words", "131 词的原文只译成了 24"),
    ("keeps 24 characters of 131 words (first of 7 in a row)", None),
    ("the whole note is in another language, not Chinese", "整篇笔记是另一种语言，而不是中文"),
    ("the paragraph trails off in dots", "段落以省略号中断"),
    ("something that no rule says", "something that no rule says"),
    ("required key `{x}` is missing", "缺少必填键 `{x}`"),
    ("", ""),
]


@each_of("english, chinese", SAID)
def test_messages_in_chinese(english: str, chinese: str | None) -> None:
    said = translated(english, "zh")
    assert said == chinese if chinese is not None else said != english


def test_a_long_message_takes_time_that_goes_by_its_length() -> None:
    value = "` is not a value of `" * 20_000
    assert translated(f"`{value}` is not a value of `k`; allowed: x", "zh").endswith("可用值：x")


NOTES = {"A.md": "---\nstatus: done\n---\n", "B.md": "---\nk: 1\n---\nNo end\n<details>\n"}
CONFIG = "keys: {status: {type: text, values: [draft], required: true}}\n"


def test_the_configuration_says_the_language(tmp_path: Path) -> None:
    root = write(tmp_path, NOTES, CONFIG + "messages: zh\n")
    run = CliRunner().invoke
    for form in ("full", "concise", "grouped"):
        said = run(app_of(), ["check", str(root), "--output-format", form]).stdout
        assert "`done` 不是 `status` 的可用值" in said
        assert "缺少必填键 `status`" in said
        assert "is missing" not in said
    for form in ("json", "sarif", "github", "json-lines"):
        assert (
            "required key `status` is missing"
            in run(app_of(), ["check", str(root), "--output-format", form]).stdout
        )
    assert (
        "缺少"
        not in run(app_of(), ["check", str(write(tmp_path, {}, CONFIG))], env={"LANG": "zh_CN.UTF-8"}).stdout
    )


def test_a_language_without_messages_is_an_error(tmp_path: Path) -> None:
    run = CliRunner().invoke(app_of(), ["check", str(write(tmp_path, NOTES, "messages: xx\n"))])
    assert "`messages` should be 'en' or 'zh', not `xx`" in str(run.exception)


def test_the_note_of_the_vaults_health_speaks_the_vaults_language(tmp_path: Path) -> None:
    moc = "language: zh\nmocs: [{name: health, kind: health, note: H.md}]\n"
    root = write(
        tmp_path,
        {**NOTES, "H.md": "%% vault-tools:begin health %%\n%% vault-tools:end health %%\n"},
        CONFIG + moc,
    )
    CliRunner().invoke(app_of(), ["fix", str(root)])
    assert "'done' 不是 'status' 的可用值" in (root / "H.md").read_text("utf-8")
