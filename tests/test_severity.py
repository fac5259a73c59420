"""Severity `info`: counted, shown on request, and named as usual in every format."""

import json

import pytest

VAULT = {
    "vault-tools.yaml": "keys: {title: {required: true}, tags: {type: tags}}\n"
    "rules: {select: [missing-key, wrong-type], missing-key: {severity: info},"
    " wrong-type: {severity: warning}}\n",
    "Hops.md": "---\ntags: hops\n---\n",
    "Malt.md": "---\ntags: [malt]\n---\n",
}


@pytest.mark.parametrize(
    ("severity", "shown", "summary"),
    [
        ("info", 3, "1 warning and 2 infos in 2 of 2 notes"),
        (
            "warning",
            1,
            "1 warning in 1 of 2 notes. `vault-tools fix` fixes 1. 2 infos not shown:\n`--severity info`.\n",
        ),
        (
            "error",
            0,
            "2 notes checked, nothing found. 1 warning and 2 infos not shown: `--severity\ninfo`.\n",
        ),
    ],
)
def test_less_severe_is_counted_and_not_shown(vault, call, severity: str, shown: int, summary: str) -> None:
    done = call("check", "--output-format", "concise", "--severity", severity, cwd=vault(VAULT))
    assert len(done.stdout.splitlines()) == shown
    assert summary in done.stderr.decode()


def test_info_is_left_out_unless_asked_for(vault, call) -> None:
    root = vault(VAULT)
    assert b"missing-key" not in call("check", cwd=root).stdout
    assert b"missing-key" not in call("fix", "--diff", cwd=root).stdout
    document = json.loads(call("check", "--output-format", "json", cwd=root).stdout)
    assert [d["rule"] for d in document["diagnostics"]] == ["wrong-type"]
    counts = document["summary"]
    assert (counts["errors"], counts["warnings"], counts["infos"], counts["found"]) == (0, 1, 2, 1)


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_exit_code_counts_what_is_not_shown(vault, call, fail_on: str, code: int) -> None:
    root = vault(VAULT)
    assert call("check", "--severity", "error", "--fail-on", fail_on, cwd=root).returncode == code


@pytest.mark.parametrize(
    ("output_format", "word"),
    [
        ("full", " info "),
        ("github", "::notice "),
        ("gitlab", '"info"'),
        ("sarif", '"level": "note"'),
        ("rdjson", '"INFO"'),
        ("junit", 'type="info"'),
        ("json", '"severity": "info"'),
    ],
)
def test_format_has_its_own_word_for_it(vault, call, output_format: str, word: str) -> None:
    root = vault({**VAULT, "Hops.md": "---\ntitle: Hops\n---\n"})
    done = call("check", "--severity", "info", "--output-format", output_format, cwd=root)
    assert word in done.stdout.decode()
