"""Tests of what .github/SECURITY.md promises."""

import re
from pathlib import Path

TOP = Path(__file__).parent.parent
TEXT = (TOP / ".github" / "SECURITY.md").read_text("utf-8")
ROWS = re.findall(r"^\| (?!promise)([^|\n]+) \| ([^|\n]+) \|$", TEXT, re.MULTILINE)


def test_each_promise_names_a_test_that_is_there() -> None:
    assert len(ROWS) > 10
    for promise, named in ROWS:
        paths = re.findall(r"`(tests/[^`]*)`", named)
        assert paths, promise
        for path in paths:
            assert (TOP / path).exists(), f"{promise}: {path}"
            if path.endswith(".py"):
                assert re.search(r"^def ", (TOP / path).read_text("utf-8"), re.MULTILINE), path
