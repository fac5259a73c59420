"""Frontmatter is read as by Obsidian: compared with the package `yaml`, which it uses.

Needs Node and the package, which `npm ci` in tests/plugin installs; NODE_PATH may name another place.
"""

import json
import math
import os
import random
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from vault_tools.note.frontmatter import fences, parse_frontmatter
from vault_tools.note.yaml_core import scalar

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
MODULES = os.pathsep.join(
    filter(None, (os.environ.get("NODE_PATH"), str(ROOT / "tests/plugin/node_modules")))
)
ENVIRONMENT = {**os.environ, "NODE_PATH": MODULES}
READER = """
const YAML = require("yaml");
const plain = (key, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v;
require("readline").createInterface({input: process.stdin}).on("line", line => {
  let out;
  try {
    const doc = YAML.parseDocument(JSON.parse(line), {logLevel: "error"});
    out = JSON.stringify(doc.errors.length ? {} : {value: doc.toJS() ?? {}}, plain);
  } catch (error) { out = "{}"; }
  console.log(out);
});
"""


@cache
def no_reader() -> str:
    if shutil.which("node") is None:
        return "Node is not installed"
    found = subprocess.run(["node", "-e", 'require("yaml")'], env=ENVIRONMENT, capture_output=True)
    return "" if found.returncode == 0 else "the npm package `yaml` is not installed"


def read_there(blocks: list[str]) -> list[object]:
    """Obsidian's result for each block: a value, or None if it refuses the block."""
    if no_reader():
        pytest.skip(no_reader())
    given = "".join(f"{json.dumps(block)}\n" for block in blocks)
    done = subprocess.run(
        ["node", "-e", READER], env=ENVIRONMENT, input=given, capture_output=True, text=True, check=True
    )
    values = [json.loads(line).get("value") for line in done.stdout.split("\n") if line]
    return [value if isinstance(value, dict) else None for value in values]


def read_here(block: str) -> object:
    note = parse_frontmatter(f"---\n{block}---\n")
    return None if note is None or note.fault or note.duplicates else note.values


def as_there(value: object) -> object:
    """A value as in JSON from JavaScript: all numbers are floats, and keys are their values as text."""
    if isinstance(value, dict):
        return {key_there(key): as_there(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_there(part) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        infinite = {math.inf: "Infinity", -math.inf: "-Infinity"}
        return infinite.get(value, float(value))
    return value


def key_there(key: str) -> str:
    value = scalar(key, plain=True)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and math.isfinite(value):
        return str(int(value)) if value == int(value) else str(value)
    return key


def disagree(blocks: list[str]) -> list[tuple[str, object, object]]:
    """The blocks that the two read differently."""
    pairs = [
        (block, as_there(read_here(block)), as_there(there))
        for block, there in zip(blocks, read_there(blocks), strict=True)
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


SAME = [
    'a: "First line.\nSecond line."\n', "a: 'b\nc'\n", 'a: "b\n c"\n', "a: [b,\nc]\n", "a: [b,\n c]\n",
    "a: [\n  b\n]\n", "a: {\n  b: c\n}\n", "a: {\nb: c\n}\n", "a:\n- [b,\nc]\n", "a:\n- [b,\n c]\n",
    "a:\n  - {\n  }\n", 'a:\n- "b\nc"\n', 'a:\n  - k: "b\n   c"\n', 'a:\n  - k: "b\n     c"\n',
    'a: "b\n\n c"\n', 'a: "b\n\n"\n', 'a: "b\n\tc"\n', "a: [b,\n# c\n d]\n", "a: [[b],\n[c]]\n", "'a'# c\n",
    "a: 'b'# c\n", "a: 'b' # c\n", "a: [b]# c\n", 'a: ["b"#c]\n', "a: {b: 1, b: 2}\n",
    "a:\n  b: 1\n  b: 2\n", "a:\n- b: 1\n  b: 2\n", "a: 1\na: 2\n", "~: 1\nnull: 2\n", "1: a\n01: b\n",
    "1: a\n1.0: b\n", "'a': 1\na: 2\n", "a: 1\n'1': 2\n", "true: 1\n'true': 2\n", "true: 1\nTrue: 2\n",
    "a:\n  ~: 1\n  null: 2\n", "A: 1\na: 2\n", 'a: "\\ud83d\\ude00"\n', 'a: "x\\ud83d\\ude00y\\u00e9"\n',
    'a: ["\\uD83D\\uDE00"]\n', "a: b\u2028c\n", "a: b\u2029c\n", "a: b\x85c\n", "a: b\x0bc\n",
    "a: b\x7fc\n", "a: b\x01c\n", 'a: "b\u2028c"\n', "a: |\n  b\u2028c\n", "b\u2028c: a\n", "a: b\x9fc\n",
    "a: b\ufeffc\n", "a: \ue000\u2028\n", "a:\n-\tb\n", "a:\n- \tb\n", "a:\n-\t\tb\n", "a:\n-\tb: c\n",
    "a:\n-\t- b\n", "a:\n-\t'b: c'\n", "a:\n-\t[b]\n", "a:\n\t- b\n", "a: b\n\t\nc: d\n",
    "a:\n  - b\n \t\n  - c\n", "a: b\tc\n", "a:\tb\n", "a: b\t# c\n", "a: &x b\nc: [" + "*x, " * 99 + "]\n",
    "a: &x b\nc: [" + "*x, " * 100 + "]\n", "a: &x [b]\nc: &y [*x, *x]\nd: [" + "*y, " * 30 + "]\n",
    "a: &x [b]\nc: &y [*x, *x]\nd: [" + "*y, " * 40 + "]\n", "a: &x [*x]\n", "a: *x\n",
    "a: !!python/object:x.y z\n", "a: !x b\n", "a: !!int '1'\n", "a: !!int x\n", "a: !!str 1\n",
    "a: !!float 1\n", "a: !!bool true\n", "a: !!null ~\n", "uid: 20260225174432101\n", "a: 007\n",
    "a: 0x1F\n", "a: 1e3\n", "a: yes\n", "a: 2024-05-07\n", "a: 12:30:45\n", "a: 1_000\n", "a: .inf\n",
    "a:\n- #tag\n", "a: [b, #c]\n", "a: [b, #c\n  ]\n", "a: Issue #42\n", "a:: [[B]], [[C]]\n", "a:: b\n",
    "a: [[B]]\n", "a: [[B, C]]\n", 'a: "Foo "bar" baz"\n', "a: 'b' c\n", 'a: \\"b\\"\n', 'a: "\\q"\n',
    'a: "\\《"\n', "a:\n- b: c\n", "a: b: c\n", "a: @b\n", "a: %b\n", "a: `b`\n", "a: '{{date}}'\n",
    "a: <% b %>\n", "a:\n- b\n - c\n", "a:\n  - b\n- c\n", "a:\nb\n", "a: |\n  b\n c\n",
    "a: >-\n  b\n\n  c\n", "a: - b\n", "a: b\n c\n", "a:\n  b\n  c\n", "a: b\n\n  c\n", "a: b #\n",
    "a: #b\n", "a:b\n", "a : b\n", "? a\n: b\n", "{a: b}\n", "{a: b\n}\n", "'a: b'\n", "- a\n", "a\n",
    "# a\n", "a: [,]\n", "a: [b,,c]\n", "a: b,\n", "a: [b],\n", "a: --- b\n",
]  # fmt: skip


def test_what_was_read_differently_once() -> None:
    assert disagree(SAME) == []


def test_real_frontmatter() -> None:
    notes = sorted(SHARED.glob("*/**/*.md")) or sorted(ROOT.glob("example-vault/**/*.md"))
    texts = (note.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff") for note in notes)
    blocks = {spans[1].of(text) for text in texts if (spans := fences(text))}
    assert [found for found in disagree(sorted(blocks)) if "{{" not in found[0]] == []


KEYS = "title tags aliases date a b b 1 01 1.0 ~ null true up C:\\x 中文 a:b -a ?x 0x1F <<".split() + [
    "a b",
    '"q"',
    "'s'",
]
SCALARS = [
    "", "beer", "Hops and malt", "1", "01", "007", "0x1F", "0o17", "1e3", "1.", "+1", ".5", "-.5", ".inf",
    "true", "True", "yes", "no", "null", "~", "Null", "2024-05-07", "12:30:45", "1_000",
    "20260225174432101", "'it''s'", "'a'# c", "'a' # c", '"a"', '"a\\nb"', '"\\ud83d\\ude00"', '"\\u00e9"',
    '"\\x41"', '"\\q"', '"\\/"', "a # c", "a#c", "#c", "# c", "Issue #42", "a: b", "a:b", "a : b", "a:",
    "http://x.y/z", "[a, b]", "[a, b", "[a, #b]", "[a,#b]", "[#a]", "[a,,b]", "[,a]", "[a,]", "[a, b],",
    "[[A]]", "[[A]], [[B]]", "[[A]] b", "{a: b}", "{a}", "{a: 1, a: 2}", "[a: b]", "<% x %>", "*x", "&x y",
    "*", "&", "!x y", "!!str 1", "!!int '1'", "!!python/object:x y", "@a", "`a`", "%a", "|", "|\n  a\n  b",
    ">\n  a\n  b", "|-\n  a\n", "|+\n  a\n\n", ">-\n  a\n   b\n  c", "a\n  b", "a\n b\n  c", '"a\n  b"',
    '"First line.\nSecond line."', "'a\nb'", "[a,\nb]", "[a,\n  b]", "[\n  a,\n  b\n]", "{\n  a: b\n}",
    "a\tb", "a \t# c", "a\u2028b", "a\x85b", "a\x0bb", "a\x7fb", "a\xa0b", "a\ufeffb", "- a", "-a", "-",
    "?", ":", "::", "--", "--- x", "... x", "a - b", "a, b", 'beer, "c d"', "'a' b", '"Foo "bar" baz"', "'",
    '"', "''", '""', "a\\", "\\", "$x", "==", "<", "|x", "| # c\n  a", "a | b", "🍺",
]  # fmt: skip
ITEMS = [
    "- {}", "  - {}", "- {}", " - {}", "-\t{}", "-{}", "- k: {}", "- k: {}\n  l: {}", "- - {}", "-", "- ",
    "  - {}\n    x", "- #tag", '- "{}"', "    - {}", "\t- {}", "- {} # c", "# c", "  # c", "", "  k: {}",
    "  k: {}\n  k: {}", "  k:\n    - {}", "    {}", "  {}", "-  {}", "- &x {}", "- *x", "- !x {}", "- [{}]",
    "- |\n    x\n", "- >\n  x",
]  # fmt: skip
ODD_LINES = ["# c", "", "  # c", "x", "  x: y", "%YAML 1.2", "- x"]
LISTED = {
    r"\{\{": "template code, which Obsidian does not read either: `{date}` as a key is spelled another way",
    r"^(?:- )*[^\n]*: *-? *\? |^ *-? *\?(?: |$)|[-:] *:(?: |$)|\[:": "keys behind `?`, and empty ones",
    r"&x(?s:.*)&x": "an anchor given twice",
    r"^\.\.\.": "the end of a document",
    r"^ *\t[ \t]*$": "a line of tabs below a text with `|`",
}
"""Permitted differences, and why they stay."""


def block_by(rng: random.Random) -> str:
    """Frontmatter of one to three entries, both usual and unusual."""

    def entry() -> str:
        separator = rng.choice([": "] * 6 + [" : ", ":\t ", ":: ", ":  "])
        if rng.random() < 0.6:
            return rng.choice(KEYS) + separator + rng.choice(SCALARS)
        items = (
            re.sub(r"\{\}", lambda _: rng.choice(SCALARS), rng.choice(ITEMS))
            for _ in range(rng.randint(1, 3))
        )
        return "\n".join([rng.choice(KEYS) + separator.rstrip(" "), *items])

    lines = [
        entry() if rng.random() < 0.93 else rng.choice(ODD_LINES)
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))
    ]
    block = "\n".join(lines) + "\n"
    return block.replace("\n", "\r\n") if rng.random() < 0.1 else block


def test_synthetic_frontmatter() -> None:
    rng = random.Random(17)
    blocks = [
        block for block in (block_by(rng) for _ in range(1500)) if not re.search("^---", block, re.MULTILINE)
    ]
    listed = re.compile("|".join(f"(?:{what})" for what in LISTED), re.MULTILINE)
    assert [found for found in disagree(blocks) if not listed.search(found[0])] == []
