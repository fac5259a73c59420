"""Answers the requests and notifications of a client, by method."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vault_tools.server import api, lsp, rpc
from vault_tools.server.backend import Backend
from vault_tools.server.documents import Document, Documents
from vault_tools.server.language import at_range, edit_of, fix_all, hover, quick_fixes
from vault_tools.server.news import News
from vault_tools.server.positions import Range
from vault_tools.server.requests import REQUESTS
from vault_tools.server.rpc import RequestRefused, When
from vault_tools.server.shapes import problem_in
from vault_tools.server.uris import path_in

if TYPE_CHECKING:
    from vault_tools.server.writing import Writing

OPT_OUTS = 5
"""How many diagnostics at a place get an action to ignore them: each requires a check of the note."""
COMMANDS = ("fix", "undo", "rename", "moc", "explain", "status")
"""Those of our own requests that editors can run by name."""
GoesOn = Callable[[], bool]


class Answers:
    """Answers one client. `requests` maps a method to the shape of its parameters and the function that
    answers; that function can ask whether the client still wants the answer. `notifications` is the same
    without answers."""

    def __init__(
        self,
        documents: Documents,
        backend: Backend | None,
        news: News,
        capabilities: Any,
        between: Callable[[], None],
    ) -> None:
        self._documents, self._backend, self._news, self._between = documents, backend, news, between
        self._versioned = bool(lsp.within(capabilities, "workspace", "workspaceEdit", "documentChanges"))
        self._applies = bool(lsp.within(capabilities, "workspace", "applyEdit"))
        own: Mapping[str, Callable[[Any, GoesOn], Any]] = {
            "findings": self._findings,
            "fix": self._written_by("Fixing", lambda writing, params: writing.fix(params)),
            "undo": self._written_by("Undoing", lambda writing, params: writing.undo(params)),
            "runs": self._runs,
            "rename": self._written_by("Renaming", lambda writing, params: writing.rename(params)),
            "moc": self._written_by("Writing index notes", lambda writing, params: writing.moc(params)),
            "flagged": self._flagged,
            "explain": self._explain,
            "status": lambda _, goes_on: self._news.status(),
        }
        self.requests: Mapping[str, tuple[Any, Callable[[Any, GoesOn], Any]]] = {
            "textDocument/diagnostic": (lsp.DiagnosticParams, self._diagnostic),
            "textDocument/codeAction": (lsp.CodeActionParams, self._code_action),
            "textDocument/hover": (lsp.HoverParams, self._hover),
            "workspace/executeCommand": (lsp.ExecuteCommandParams, self._execute),
            **{f"vaultTools/{name}": (REQUESTS[f"vaultTools/{name}"].params, own[name]) for name in own},
        }
        self.notifications: Mapping[str, tuple[Any, Callable[[Any], None]]] = {
            "textDocument/didOpen": (lsp.DidOpen, self._opened),
            "textDocument/didChange": (lsp.DidChange, self._changed),
            "textDocument/didClose": (lsp.OfDocument, self._closed),
            "textDocument/didSave": (
                lsp.OfDocument,
                lambda params: self._hint(params["textDocument"]["uri"]),
            ),
            "workspace/didChangeWatchedFiles": (lsp.WatchedFilesParams, self._files_changed),
            "workspace/didRenameFiles": (lsp.RenamedFilesParams, self._files_renamed),
        }

    def when(self, method: str, params: Any) -> When:
        """When a request can be answered."""
        if method == "workspace/executeCommand" and isinstance(params, dict):
            method = f"vaultTools/{str(params.get('command')).removeprefix('vault-tools.')}"
        if method in ("vaultTools/fix", "vaultTools/undo", "vaultTools/rename", "vaultTools/moc"):
            return "alone"
        return "loaded" if method == "vaultTools/findings" else "at once"

    @property
    def capabilities(self) -> dict[str, Any]:
        notes = {"scheme": "file", "pattern": {"glob": "**/*.md"}}
        return {
            "positionEncoding": self._documents.encoding,
            "textDocumentSync": {"openClose": True, "change": 1, "save": {"includeText": False}},
            "diagnosticProvider": {
                "identifier": lsp.SOURCE,
                "interFileDependencies": True,
                "workspaceDiagnostics": False,
            },
            "codeActionProvider": {"codeActionKinds": [lsp.QUICK_FIX, lsp.IGNORE, lsp.FIX_ALL]},
            "hoverProvider": True,
            "executeCommandProvider": {
                "commands": [f"vault-tools.{name}" for name in COMMANDS],
                "workDoneProgress": True,
            },
            "workspace": {"fileOperations": {"didRename": {"filters": [notes]}}},
        }

    # Documents

    def _opened(self, params: lsp.DidOpen) -> None:
        opened = params["textDocument"]
        path = path_in(self._backend.root, opened["uri"]) if self._backend else None
        self._documents.put(opened["uri"], path, opened["version"], opened["text"])

    def _changed(self, params: lsp.DidChange) -> None:
        of = params["textDocument"]
        for change in params["contentChanges"][-1:]:
            self._documents.change(of["uri"], of["version"], change["text"])

    def _closed(self, params: lsp.OfDocument) -> None:
        document = self._documents.close(params["textDocument"]["uri"])
        if document and self._backend:
            self._backend.notes.forget(document)
            self._news.closed(document)
            self._hint(document.uri)

    def _hint(self, uri: str) -> None:
        path = path_in(self._backend.root, uri) if self._backend else None
        if self._backend and path is not None:
            self._backend.hint(path)

    def _files_changed(self, params: lsp.WatchedFilesParams) -> None:
        for change in params["changes"]:
            self._hint(change["uri"])

    def _files_renamed(self, params: lsp.RenamedFilesParams) -> None:
        for file in params["files"]:
            self._hint(file["oldUri"])
            self._hint(file["newUri"])

    # Language features

    def _diagnostic(self, params: lsp.DiagnosticParams, _: GoesOn) -> Any:
        document = self._documents.get(params["textDocument"]["uri"])
        if document is None:
            return {"kind": "full", "items": []}
        return self._news.pulled(document, params.get("previousResultId"))

    def _code_action(self, params: lsp.CodeActionParams, _: GoesOn) -> list[lsp.CodeAction]:
        document = self._documents.get(params["textDocument"]["uri"])
        judged = self._news.judged_document(document) if document else None
        if judged is None or self._backend is None or not judged.found:
            return []
        only = params.get("context", {}).get("only")
        actions: list[lsp.CodeAction] = []
        if _wanted(lsp.QUICK_FIX, only):
            actions += quick_fixes(judged, params["range"], versioned=self._versioned)
        if _wanted(lsp.IGNORE, only):
            actions += self._opt_outs(judged.document, params["range"])
        if _wanted(lsp.FIX_ALL, only):
            fixed = self._backend.notes.fixed(judged.document)
            action = fix_all(judged, fixed, versioned=self._versioned) if fixed is not None else None
            actions += [action] if action else []
        return actions

    def _opt_outs(self, document: Document, wanted: Range) -> list[lsp.CodeAction]:
        from vault_tools.server.opt_out import ignoring

        judged = self._news.judged_document(document)
        config = self._backend.config if self._backend else None
        actions: list[lsp.CodeAction] = []
        if judged is None or config is None:
            return []
        for found in [*at_range(judged, wanted)][:OPT_OUTS]:
            if edits := ignoring(document.note, found, config):
                edit = edit_of(document, judged.edits(edits), versioned=self._versioned)
                actions.append(
                    {
                        "title": f"Ignore `{found.rule}` here",
                        "kind": lsp.IGNORE,
                        "isPreferred": False,
                        "diagnostics": [judged.item(found)],
                        "edit": edit,
                    }
                )
        return actions

    def _hover(self, params: lsp.HoverParams, _: GoesOn) -> Any:
        document = self._documents.get(params["textDocument"]["uri"])
        judged = self._news.judged_document(document) if document else None
        return hover(judged, params["position"]) if judged else None

    def _execute(self, params: lsp.ExecuteCommandParams, goes_on: GoesOn) -> Any:
        """Run one of our own requests. The edits of open documents are sent to the client to be applied."""
        name = params["command"].removeprefix("vault-tools.")
        if name not in COMMANDS:
            raise RequestRefused(rpc.INVALID_PARAMS, f"unknown command `{params['command']}`")
        shape, answer = self.requests[f"vaultTools/{name}"]
        given = (params.get("arguments") or [{}])[0]
        if isinstance(given, dict) and "workDoneToken" in params:
            given = {"workDoneToken": params["workDoneToken"], **given}
        if problem := problem_in(given, shape, "arguments[0]"):
            raise RequestRefused(rpc.INVALID_PARAMS, problem)
        result = answer(given, goes_on)
        if isinstance(result, dict) and result.get("documentChanges") and self._applies:
            self._news.apply(result["documentChanges"], versioned=self._versioned)
        return result

    # Our own requests

    @property
    def _vault(self) -> Backend:
        """The vault. Raises RequestRefused if there is none."""
        if self._backend is None:
            raise RequestRefused(
                rpc.REQUEST_FAILED, "no vault: open one, or start `vault-tools server VAULT`"
            )
        if self._backend.fault and not self._backend.config:
            raise RequestRefused(
                rpc.REQUEST_FAILED, f"the configuration is wrong: {self._backend.fault.message}"
            )
        return self._backend

    def _findings(self, params: api.FindingsParams, _: GoesOn) -> api.FindingsResult:
        backend = self._vault
        if backend.session is None or self._news.findings is None:
            raise RequestRefused(rpc.REQUEST_FAILED, "the vault can't be read")
        return self._news.findings.page(
            backend.session, params, self._documents.encoding, self._news.revision
        )

    def _written_by(self, title: str, write: "Callable[[Writing, Any], Any]") -> Callable[[Any, GoesOn], Any]:
        """A function that answers a request that changes notes, and reports its progress."""

        def answer(params: Any, goes_on: GoesOn) -> Any:
            writing = self._writing(goes_on, params.get("workDoneToken"))
            writing.progress.begin(title)
            try:
                return write(writing, params)
            finally:
                writing.progress.end()

        return answer

    def _writing(self, goes_on: GoesOn, token: str | int | None) -> "Writing":
        from vault_tools.server.writing import Writing

        backend = self._vault
        if backend.config is None:
            raise RequestRefused(rpc.REQUEST_FAILED, "the vault can't be read")
        if backend.changes and (doubt := backend.changes.guard.reason):
            raise RequestRefused(rpc.REQUEST_FAILED, f"nothing is written: {doubt}")
        return Writing(backend, backend.config, self._between, goes_on, self._news.progress(token))

    def _runs(self, params: api.RunsParams, _: GoesOn) -> api.RunsResult:
        from itertools import islice

        from vault_tools.disk.journal import journal_of
        from vault_tools.disk.undo import runs_about

        names = [path.rstrip("/") for path in params.get("paths", [""])]
        with journal_of(self._vault.root) as journal:
            found = runs_about(journal, names) if journal else iter(())
            runs: list[api.RunRecord] = [
                {
                    "run": run.id,
                    "time": run.time,
                    "cause": run.cause,
                    "paths": sorted({write.path for write in writes}),
                }
                for run, writes in islice(found, max(0, params.get("limit", 20)))
            ]
        return {"runs": runs}

    def _flagged(self, params: api.FlaggedParams, _: GoesOn) -> api.FlaggedResult:
        backend = self._vault
        sections: list[Any] = [record for path in params["paths"] for record in backend.notes.flagged(path)]
        return {"sections": sections}

    def _explain(self, params: api.ExplainParams, _: GoesOn) -> api.ExplainResult:
        from vault_tools.lint.explain import explained
        from vault_tools.lint.rule import no_such_rule, registry

        rule = registry().get(params["rule"])
        if rule is None:
            raise RequestRefused(rpc.INVALID_PARAMS, no_such_rule(params["rule"]))
        return {"rule": params["rule"], "markdown": explained(rule)}


def _wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client that wants these kinds of actions (None: all) wants this one."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in only)
