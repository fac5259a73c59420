"""What the file of settings may hold is what the program keeps of it, with the same defaults: a setting that
is declared in one of the two places alone, or otherwise there, would be read and lost."""

from dataclasses import MISSING, fields
from typing import Any

import pytest

from vault_tools.config import model, model_mocs
from vault_tools.config.config import Source
from vault_tools.config.model_section import SectionModel
from vault_tools.vault.names import NamePolicy
from vault_tools.vault.schema import Key, StatusWords
from vault_tools.vault.schema_mocs import EVERYTHING, Moc
from vault_tools.vault.tags import TagPolicy

PAIRS: list[tuple[type[SectionModel], type]] = [
    (model.KeyOptions, Key),
    (model.StatusSection, StatusWords),
    (model.TagsSection, TagPolicy),
    (model.NamesSection, NamePolicy),
    (model.SourceSection, Source),
    (model_mocs.MocSection, Moc),
]
OTHERWISE = {EVERYTHING: None}
"""What stands for what is unset."""


def plain(default: Any) -> Any:
    return tuple(default) if isinstance(default, list) else default


def defaults_of(kept: type) -> dict[str, Any]:
    found = {}
    for field in fields(kept):
        made = field.default if field.default_factory is MISSING else field.default_factory()
        found[field.name] = OTHERWISE.get(made, made) if made.__hash__ else made
    return found


@pytest.mark.parametrize(("section", "kept"), PAIRS, ids=lambda each: each.__name__)
def test_section_and_what_is_kept_of_it_agree(section: type[SectionModel], kept: type) -> None:
    defaults = defaults_of(kept)
    required = {name for name, field in section.model_fields.items() if field.is_required()}
    said = {
        name: plain(field.get_default(call_default_factory=True))
        for name, field in section.model_fields.items()
        if name not in required
    }
    assert said == {name: defaults.get(name, "is not kept") for name in said}
    assert required <= {name for name, default in defaults.items() if default is MISSING}
