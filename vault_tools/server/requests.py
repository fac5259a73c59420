"""Our own requests and notifications, by method."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vault_tools.server.api import (
    ChangedParams,
    ChangeResult,
    ExplainParams,
    ExplainResult,
    FindingsParams,
    FindingsResult,
    FixParams,
    FlaggedParams,
    FlaggedResult,
    MocParams,
    MocResult,
    RenameParams,
    RunsParams,
    RunsResult,
    StatusParams,
    StatusResult,
    UndoParams,
)


@dataclass(frozen=True, slots=True)
class Own:
    """One of our own requests: the shapes of its parameters and its result."""

    params: Any
    result: Any
    what: str


REQUESTS: Mapping[str, Own] = {
    "vaultTools/findings": Own(
        FindingsParams, FindingsResult, "What is wrong in the vault, a page at a time."
    ),
    "vaultTools/fix": Own(FixParams, ChangeResult, "Fix notes as `vault-tools fix` does."),
    "vaultTools/undo": Own(UndoParams, ChangeResult, "Undo a run, except in notes that have changed since."),
    "vaultTools/runs": Own(RunsParams, RunsResult, "The runs that can be undone."),
    "vaultTools/rename": Own(RenameParams, ChangeResult, "Rename a tag or a name in the whole vault."),
    "vaultTools/moc": Own(MocParams, MocResult, "List the MOCs, or write the first note of one."),
    "vaultTools/flagged": Own(FlaggedParams, FlaggedResult, "The sections that need a new text."),
    "vaultTools/explain": Own(ExplainParams, ExplainResult, "What a rule finds, why, and what its fix does."),
    "vaultTools/status": Own(StatusParams, StatusResult, "The state of the server and the vault."),
}
NOTIFICATIONS: Mapping[str, Own] = {
    "vaultTools/status": Own(StatusResult, None, "Sent when the status changes, twice a second at most."),
    "vaultTools/changed": Own(ChangedParams, None, "Sent when the findings of notes change."),
}
