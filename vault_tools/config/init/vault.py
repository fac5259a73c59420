"""Builds the proposal for a whole vault, in the order of the configuration file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vault_tools.config.init.choice import Choice, ConfigSection
from vault_tools.config.init.folders import profiles
from vault_tools.config.init.keys import keys_section, planned_keys
from vault_tools.config.init.languages import folder_languages, language_section
from vault_tools.config.init.mocs import mocs_section
from vault_tools.config.init.names import NameIndex, groups_of, names_section, unlisted_share
from vault_tools.config.init.order import common_order, order_section
from vault_tools.config.init.rules import rules_section
from vault_tools.config.init.sources import sources_section
from vault_tools.config.init.status import status_section
from vault_tools.config.init.survey import Survey
from vault_tools.config.init.tags import tag_usage, tags_section
from vault_tools.config.init.templates import excluded, template_folders


def proposal(
    survey: Survey, vaults: Sequence[str] = (), files: Sequence[str] = ()
) -> Iterator[ConfigSection]:
    """The sections of a configuration that fits the survey; sections without evidence are empty.

    `vaults` are the subfolders that are vaults to Obsidian, `files` all files of the vault.
    """
    templates = template_folders(survey)
    survey = survey.without(tuple(folder for folder, choice in templates.items() if choice.taken))
    usage, index = tag_usage(survey), NameIndex(survey)
    groups = list(groups_of(survey, index))
    plans = planned_keys(survey, {use.name: group.name for group in groups for use in group.uses})
    language = language_section(survey)
    spoken = next((str(choice.value) for choice in language.choices if choice.taken), None)
    order = common_order(survey, plans)
    by_folder = profiles({plan.name: plan.demand for plan in plans.values() if not plan.is_form})

    yield language
    yield excluded(templates)
    yield _vaults_section(vaults)
    yield sources_section(survey, files)
    yield keys_section([plans[name] for name in order], survey)
    ordered = order_section(survey, [name for name in order if not plans[name].is_form])
    yield ordered
    yield status_section(plans)
    yield tags_section(usage)
    yield names_section(groups)
    yield replace(by_folder, choices=(*by_folder.choices, *folder_languages(survey, spoken)))
    yield mocs_section(survey)
    orders_keys = any(choice.taken for choice in ordered.choices)
    yield rules_section(survey, plans, unlisted_share(survey, groups, index), orders_keys=orders_keys)


def _vaults_section(vaults: Sequence[str]) -> ConfigSection:
    """The choice whether subfolders that are vaults to Obsidian belong to this vault."""
    about = "Folders with their own `.obsidian` belong to this vault."
    choice = Choice("vaults", "separate", f"there are {', '.join(vaults)}", taken=False)
    return ConfigSection("", about, (choice,) if vaults else ())
