"""The laws over notes written by people: ours, and real ones if available."""

from pathlib import Path

import pytest
from laws import assert_laws
from often import long, often

from vault_tools.config.config import load_config

SHARED = Path(__file__).parents[2] / "shared"
FILES = sorted(
    [
        *(SHARED / "corpus").rglob("*.md"),
        *(SHARED / "corpus").rglob(".*/**/*.md"),
        *SHARED.glob("seeds/*.txt"),
    ]
)
EXAMPLE = Path(__file__).parents[1] / "example-vault"
EXAMPLE_CONFIG = EXAMPLE / "vault-tools.yaml"
OURS = sorted([*EXAMPLE.rglob("*.md"), *(Path(__file__).parent / "data" / "sections").glob("*.md")])
real = pytest.mark.skipif(not FILES, reason="no real notes beside this checkout")


@pytest.mark.parametrize("unsafe", [long(False), True])
@pytest.mark.parametrize("schema", ["none", "example"])
@pytest.mark.parametrize("files", [pytest.param(OURS, id="ours"), pytest.param(FILES, id="real", marks=real)])
def test_laws_hold_for_notes_that_people_write(files: list[Path], schema: str, unsafe: bool) -> None:
    config = load_config(EXAMPLE_CONFIG.read_text("utf-8") if schema == "example" else "")
    step = often(2 if files is OURS else 10, 1)
    for file in files[(schema == "none") % step :: step]:  # each of ours with one of the two
        assert_laws(file.read_bytes(), config, file.with_suffix(".md").name, unsafe=unsafe)
