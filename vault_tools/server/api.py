"""What goes into our own requests and notifications, `vaultTools/*`, and what comes out."""

from typing import Literal, NotRequired, TypeAlias, TypedDict

from vault_tools.lint.levels import Confidence, Severity
from vault_tools.server.positions import Position, TextEdit

Safety: TypeAlias = Literal["safe", "unsafe"]
State: TypeAlias = Literal["loading", "ready", "no vault", "configuration", "stopped writing"]


class FindingsParams(TypedDict):
    """Which findings: by default all of the vault, the first 100. `path` is a note, or a folder that ends in
    `/`. `text` is in the path, the message or the rule's name, in any case. `cursor` is that of the page
    before, with the same other parameters."""

    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    rules: NotRequired[list[str]]
    severities: NotRequired[list[Severity]]
    path: NotRequired[str]
    text: NotRequired[str]
    order: NotRequired[Literal["path", "rule"]]


class Finding(TypedDict):
    """One thing that is wrong in a note. `position` is where it begins, in the encoding of all positions;
    `endLine` (from 0) is the last line that it has a part of; `section` are the headings above it."""

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
    """A page. `total` findings match, in `notes` notes; `rules` and `severities` count what matches the other
    filters. `cursor` leads to the next page, null on the last one. `revision` changes when any finding does:
    pages of two revisions may miss a finding or have it twice."""

    findings: list[Finding]
    cursor: str | None
    total: int
    notes: int
    rules: dict[str, int]
    severities: dict[str, int]
    revision: int


class Reporting(TypedDict):
    """Of requests that may take long: `$/progress` comes under this token, else under one of the server's
    own."""

    workDoneToken: NotRequired[str | int]


class FixParams(Reporting):
    """What to fix: `paths` are notes, or folders that end in `/`; without them all of the vault. `rules`:
    only what these find. `position`: of these, in one note, only the one that begins there. `unsafe`: also
    what may change what was meant. `dryRun`: write nothing, give diffs."""

    paths: NotRequired[list[str]]
    position: NotRequired[Position]
    rules: NotRequired[list[str]]
    unsafe: NotRequired[bool]
    dryRun: NotRequired[bool]


class DocumentId(TypedDict):
    """An open document, at the version that edits are meant for."""

    uri: str
    version: int | None


class DocumentEdit(TypedDict):
    """Edits of one open document, which do not overlap."""

    textDocument: DocumentId
    edits: list[TextEdit]


class Diff(TypedDict):
    """What would change in a note, as a patch."""

    path: str
    diff: str


class ChangeResult(TypedDict):
    """What came of it. `written` are the notes that were written to disk, in the run that `undo` knows by the
    number `run` (null: nothing was written). `documentChanges` are for the client to apply: documents that
    are open are never written. `failed` says by path why a note was left alone, `diffs` come with
    `dryRun`."""

    run: int | None
    written: list[str]
    documentChanges: list[DocumentEdit]
    failed: dict[str, str]
    diffs: list[Diff]


class UndoParams(Reporting):
    """Which run to take back: `run`, else the last one that wrote to `paths` (all, by default)."""

    run: NotRequired[int | None]
    paths: NotRequired[list[str]]
    dryRun: NotRequired[bool]


class RunsParams(TypedDict):
    """How many of the last runs, 20 by default; with `paths` those that wrote to these notes or folders."""

    limit: NotRequired[int]
    paths: NotRequired[list[str]]


class RunRecord(TypedDict):
    """A run that wrote. `time` is UTC, in ISO 8601; `cause` the command; `paths` the files that it wrote."""

    run: int
    time: str
    cause: str
    paths: list[str]


class RunsResult(TypedDict):
    """The last run first."""

    runs: list[RunRecord]


class RenameParams(Reporting):
    """`kind` is `tag`, or a group of names such as `people`."""

    kind: str
    old: str
    new: str
    dryRun: NotRequired[bool]


class MocParams(Reporting):
    """`name`: write the first note of this MOC, with `each` and its value, such as `tags/beer`. MOCs that
    have a note are brought up to date by `vaultTools/fix` with the rule `stale-moc`."""

    name: NotRequired[str]
    dryRun: NotRequired[bool]


class MocState(TypedDict):
    """A MOC in one note; `entries` are the notes that it lists, null where it lists none."""

    name: str
    path: str
    entries: int | None
    state: Literal["right", "stale", "vanished", "broken", "missing", "no block"]


class MocResult(ChangeResult):
    """How the MOCs stood before, and what was written."""

    mocs: list[MocState]


class FlaggedParams(TypedDict):
    """The notes to look at; documents that are open, as they are now."""

    paths: list[str]


class FlaggedTarget(TypedDict):
    """The text that a new one is to replace, in code points of the note; where it is empty the new one goes
    in there."""

    start: int
    end: int
    text: str


class FlaggedSection(TypedDict):
    """A section to be translated again: as `vault-tools flagged` prints it. `line` and `end_line` count from
    1, `original` is the text to translate, `missing` what the transcript goes on with where the note lost it,
    `section_sha256` that of the section as it is. `task` is `translate`, `complete`, `relabel` or
    `replace-original`; without a task no text alone can fix it."""

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
    """The sections in the order of the text."""

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
    """Who writes to this vault unasked: this server, or another process."""

    pid: int
    isThis: bool


class Waiting(TypedDict):
    """A note that is to be fixed, why it waits, and for how many seconds at least; null: until it changes."""

    path: str
    why: str
    seconds: float | None


class Trouble(TypedDict):
    """What is wrong with the configuration, and where."""

    uri: str
    message: str
    position: Position


class Loading(TypedDict):
    """How many notes have been read, of how many."""

    done: int
    total: int


class StatusResult(TypedDict):
    """How things stand; also the parameters of the notification `vaultTools/status`, which is sent when any
    of this changes. The counts are those of the vault as it was last judged, open documents aside, and grow
    while `state` is `loading`. `troubles` are lines to show; `paused` says why nothing is written by
    itself."""

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
    """The notes of which other things are found than before, open documents aside."""

    paths: list[str]
    revision: int
