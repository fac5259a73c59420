"""The laws over real notes, where they are at hand."""

from pathlib import Path

import pytest
from laws import assert_laws

from vault_tools.config.config import load_config

SHARED = Path(__file__).parents[2] / "shared"
FILES = sorted(
    [
        *(SHARED / "corpus").rglob("*.md"),
        *(SHARED / "corpus").rglob(".*/**/*.md"),
        *SHARED.glob("seeds/*.txt"),
    ]
)
EXAMPLE_CONFIG = Path(__file__).parents[1] / "example-vault" / "vault-tools.yaml"

pytestmark = pytest.mark.skipif(not FILES, reason="no real notes beside this checkout")


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("schema", ["none", "example"])
def test_laws_hold_for_real_notes(schema: str, unsafe: bool) -> None:
    config = load_config(EXAMPLE_CONFIG.read_text("utf-8") if schema == "example" else "")
    for file in FILES:
        assert_laws(file.read_bytes(), config, file.with_suffix(".md").name, unsafe=unsafe)
