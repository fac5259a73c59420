"""The plugin in a browser that simulates Obsidian, with a real backend; its types and reviewers'
requirements.

The tests are in JavaScript, next to this file. `npm ci` in this folder installs what they need.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE, NPM = shutil.which("node"), shutil.which("npm")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
WITHOUT_A_BROWSER = ("modules.test.mjs", "language-client.test.mjs")
NO_TOOLS = NODE is None or NPM is None or not (HERE / "node_modules").is_dir()

pytestmark = pytest.mark.skipif(NO_TOOLS, reason="no node here, or no `npm ci` was run in tests/plugin")


def run(*command: str) -> None:
    environment = {**os.environ, "PYTHON": sys.executable, "CHROMIUM": CHROMIUM or ""}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_and_what_reviewers_ask() -> None:
    run(str(NPM), "run", "--silent", "check")


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_file_of_javascript(file: str) -> None:
    if CHROMIUM is None and file not in WITHOUT_A_BROWSER:
        pytest.skip("no chromium here")
    if file == "large.test.mjs" and not os.environ.get("CI"):
        pytest.skip("takes long; set CI=1")
    run(str(NODE), "--test", "--test-reporter=spec", file)
