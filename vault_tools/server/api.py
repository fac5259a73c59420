"""The parameters and results of our own requests and notifications, `vaultTools/*`."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from vault_tools.lint.levels import Confidence, Severity
from vault_tools.server.positions import Position, TextEdit

Safety: TypeAlias = Literal["safe", "unsafe"]
State: TypeAlias = Literal["loading", "ready", "no vault", "configuration", "stopped writing"]


class FindingsParams(TypedDict):
    """Which findings to list: by default the first 100 of the whole vault. `path` is a note, or a folder that
    ends in `/`. `text` must occur in the path, the message or the rule's name, in any case. `cursor` is that
    of the previous page, with all other parameters unchanged."""

    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    rules: NotRequired[list[str]]
    severities: NotRequired[list[Severity]]
    path: NotRequired[str]
    text: NotRequired[str]
    order: NotRequired[Literal["path", "rule"]]


class Finding(TypedDict):
    """One problem in a note. `position` is where it begins, in the encoding of all positions; `endLine` (from
    0) is the last line that it touches; `section` are the headings above it."""

    path: str
    uri: str
    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    position: Position
    endLine: int
    section: list[str]
    fix: Safety | None


class FindingsResult(TypedDict):
    """One page. `total` findings match, in `notes` notes; `rules` and `severities` count what matches the
    other filters. `cursor` leads to the next page, null on the last one. `revision` changes whenever a
    finding does: pages of different revisions may miss a finding or repeat it."""

    findings: list[Finding]
    cursor: str | None
    total: int
    notes: int
    rules: dict[str, int]
    severities: dict[str, int]
    revision: int


class Reporting(TypedDict):
    """Parameters of requests that may take long: `$/progress` is sent under this token, else under one of the
    server's own."""

    workDoneToken: NotRequired[str | int]


class FixParams(Reporting):
    """What to fix: `paths` are notes, or folders that end in `/`; without them the whole vault. `rules`: only
    what these rules find. `position`: in one note, only the problem that begins there. `unsafe`: also fixes
    that may change the meaning. `dryRun`: write nothing, return diffs."""

    paths: NotRequired[list[str]]
    position: NotRequired[Position]
    rules: NotRequired[list[str]]
    unsafe: NotRequired[bool]
    dryRun: NotRequired[bool]


class DocumentId(TypedDict):
    """An open document, in the version that the edits are for."""

    uri: str
    version: int | None


class DocumentEdit(TypedDict):
    """Edits of one open document that do not overlap."""

    textDocument: DocumentId
    edits: list[TextEdit]


class Diff(TypedDict):
    """What would change in a note, as a patch."""

    path: str
    diff: str


class ChangeResult(TypedDict):
    """The result. `written` are the notes that were written to disk; `run` is the number of that run, for
    `undo` (null: nothing was written). The client applies `documentChanges`: open documents are never
    written. `failed` says by path why a note was left alone; `diffs` come with `dryRun`."""

    run: int | None
    written: list[str]
    documentChanges: list[DocumentEdit]
    failed: dict[str, str]
    diffs: list[Diff]


class UndoParams(Reporting):
    """Which run to undo: `run`, else the last one that wrote to `paths` (by default all)."""

    run: NotRequired[int | None]
    paths: NotRequired[list[str]]
    dryRun: NotRequired[bool]


class RunsParams(TypedDict):
    """How many of the last runs to list, by default 20; with `paths`, those that wrote to these notes or
    folders."""

    limit: NotRequired[int]
    paths: NotRequired[list[str]]


class RunRecord(TypedDict):
    """A run that wrote something. `time` is in UTC, as ISO 8601; `cause` is the command, `paths` the files
    that it wrote."""

    run: int
    time: str
    cause: str
    paths: list[str]


class RunsResult(TypedDict):
    """The runs, the last one first."""

    runs: list[RunRecord]


class RenameParams(Reporting):
    """`kind` is `tag`, or a group of names such as `people`."""

    kind: str
    old: str
    new: str
    dryRun: NotRequired[bool]


class MocParams(Reporting):
    """`name`: write the first note of this MOC; with `each` the name includes the value, such as `tags/beer`.
    `vaultTools/fix` with the rule `stale-moc` updates MOCs that have a note."""

    name: NotRequired[str]
    dryRun: NotRequired[bool]


class MocState(TypedDict):
    """A MOC in one note; `entries` is the number of notes that it lists, null if it lists none."""

    name: str
    path: str
    entries: int | None
    state: Literal["right", "stale", "vanished", "broken", "missing", "no block"]


class MocResult(ChangeResult):
    """The state of the MOCs before, and what was written."""

    mocs: list[MocState]


class FlaggedParams(TypedDict):
    """The notes to look at; open documents as they are in the editor."""

    paths: list[str]


class FlaggedTarget(TypedDict):
    """The text to replace, in code points of the note; if it is empty, the new text is inserted there."""

    start: int
    end: int
    text: str


class FlaggedSection(TypedDict):
    """A section that needs a new text, as `vault-tools flagged` prints it. `line` and `end_line` count from
    1, `original` is the text to translate, `missing` is how the transcript continues where the note lost it,
    `section_sha256` is the hash of the section as it is. `task` is `translate`, `complete`, `relabel` or
    `replace-original`; if there is none, no text alone can fix it."""

    id: str
    task: str | None
    target: FlaggedTarget | None
    path: str
    section: list[str]
    line: int
    end_line: int
    rule: str
    confidence: Confidence
    message: str
    original: str
    missing: str
    section_sha256: str


class FlaggedResult(TypedDict):
    """The sections, in the order of the text."""

    sections: list[FlaggedSection]


class ExplainParams(TypedDict):
    """The name of a rule."""

    rule: str


class ExplainResult(TypedDict):
    """The rule's documentation as Markdown."""

    rule: str
    markdown: str


class StatusParams(TypedDict):
    """Nothing."""


class WritingProcess(TypedDict):
    """The process that writes to this vault automatically: this server or another one."""

    pid: int
    isThis: bool


class Waiting(TypedDict):
    """A note that waits to be fixed, why, and for at least how many seconds; null: until it changes."""

    path: str
    why: str
    seconds: float | None


class Trouble(TypedDict):
    """What is wrong with the configuration, and where."""

    uri: str
    message: str
    position: Position


class Loading(TypedDict):
    """How many of the notes have been read."""

    done: int
    total: int


class StatusResult(TypedDict):
    """The state of the server and the vault; also the parameters of the notification `vaultTools/status`,
    which is sent when any of this changes. The counts are those of the vault when it was last judged, without
    open documents, and grow while `state` is `loading`. `troubles` are lines to show; `paused` says why
    nothing is written automatically."""

    version: str
    vault: str | None
    state: State
    loading: Loading | None
    notes: int
    flagged: int
    findings: int
    rules: dict[str, int]
    severities: dict[str, int]
    revision: int
    mends: bool
    writer: WritingProcess | None
    paused: str
    waiting: int
    waits: list[Waiting]
    configuration: Trouble | None
    troubles: list[str]


class ChangedParams(TypedDict):
    """The notes whose findings have changed, without open documents."""

    paths: list[str]
    revision: int
